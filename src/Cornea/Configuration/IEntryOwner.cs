namespace Cornea.Configuration;

/// <summary>An object that is saved as something other than its own class.</summary>
internal interface IEntryOwner
{
    /// <summary>How it is saved.</summary>
    ClassEntry Entry();
}
