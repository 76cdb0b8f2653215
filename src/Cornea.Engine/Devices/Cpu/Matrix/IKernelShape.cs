namespace Cornea.Devices.Cpu.Matrix;

/// <summary>The register tile of a micro-kernel, known to the compiler so that the rows it lacks vanish from the machine code.</summary>
internal interface IKernelShape
{
    /// <summary>Rows of the register tile, at most 12.</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors in a row of the register tile, 1 or 2.</summary>
    static abstract int Vectors { get; }

    /// <summary>Whether the tile asks for lines whose places are listed (<see cref="ReadAhead.Places"/>).</summary>
    static virtual bool Asks => false;
}
