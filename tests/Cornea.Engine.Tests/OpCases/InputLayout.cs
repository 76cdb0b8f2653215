namespace Cornea.Tests.OpCases;

/// <summary>How the inputs of an op lie in memory.</summary>
public enum InputLayout
{
    Plain, Transposed, Sliced, Broadcast, Reversed,
}
