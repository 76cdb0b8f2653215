namespace Cornea.Configuration;

/// <summary>A key that some version of Keras writes and no argument reads, and the value at which it changes nothing.</summary>
/// <param name="Class">The class; <c>*</c> for all of the family.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value at which it changes nothing; null for any value.</param>
/// <param name="IsWritten">Whether Keras 3 writes it, so that Cornea does too.</param>
internal sealed record NeutralKey(string Class, string Key, ConfigValue? Value, bool IsWritten = false);
