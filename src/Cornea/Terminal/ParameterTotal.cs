namespace Cornea.Terminal;

/// <summary>How many numbers a group of weights holds and how many bytes they take.</summary>
internal readonly record struct ParameterTotal(long Count, double Bytes)
{
    public static ParameterTotal operator +(ParameterTotal a, ParameterTotal b) => new(a.Count + b.Count, a.Bytes + b.Bytes);
}
