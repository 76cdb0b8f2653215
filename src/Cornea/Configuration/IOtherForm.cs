namespace Cornea.Configuration;

/// <summary>An object that files hold in the form of another: the functions of Keras take no arguments there, the layers do.</summary>
internal interface IOtherForm
{
    /// <summary>The form; null where the object's own serves.</summary>
    ConfigObject? OtherForm { get; }
}
