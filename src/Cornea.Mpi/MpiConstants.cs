using System.Runtime.InteropServices;

namespace Cornea.Distribution;

/// <summary>The handles and numbers of a family's <c>mpi.h</c>.</summary>
/// <param name="World">The communicator of all processes.</param>
/// <param name="Byte">The type of a byte.</param>
/// <param name="Float">The type of a float32.</param>
/// <param name="Sum">The operation that adds.</param>
/// <param name="ErrorsReturn">The error handler that returns codes in place of ending the program.</param>
/// <param name="InPlace">Stands for the buffer that is sent where it is the one that receives.</param>
/// <param name="StatusIgnore">Stands for a status that nobody reads.</param>
/// <param name="Funneled">The thread level at which one thread makes all calls.</param>
internal sealed record MpiConstants(
    nint World, nint Byte, nint Float, nint Sum, nint ErrorsReturn, nint InPlace, nint StatusIgnore, int Funneled)
{
    public static MpiConstants Of(MpiFamily family, nint library) => family switch
    {
        MpiFamily.OpenMpi => new(
            Symbol(library, "ompi_mpi_comm_world"), Symbol(library, "ompi_mpi_byte"), Symbol(library, "ompi_mpi_float"),
            Symbol(library, "ompi_mpi_op_sum"),
            Symbol(library, "ompi_mpi_errors_return"), InPlace: 1, StatusIgnore: 0, Funneled: 1),
        MpiFamily.Mpich => new(0x44000000, 0x4c00010d, 0x4c00040a, 0x58000003, 0x54000001, InPlace: -1, StatusIgnore: 1, Funneled: 1),
        MpiFamily.Standard => new(0x101, 0x247, 0x210, 0x21, 0x143, InPlace: 1, StatusIgnore: 0, Funneled: 1024),
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };

    private static nint Symbol(nint library, string name) => NativeLibrary.GetExport(library, name);
}
