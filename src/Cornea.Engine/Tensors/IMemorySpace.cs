namespace Cornea;

/// <summary>Who has memory: what a variable knows of the devices that use it.</summary>
internal interface IMemorySpace
{
    /// <summary>Whether its memory is the host's.</summary>
    bool UsesHostMemory { get; }
}
