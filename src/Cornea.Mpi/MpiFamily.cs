namespace Cornea.Distribution;

/// <summary>Libraries whose handles and constants are alike.</summary>
internal enum MpiFamily
{
    /// <summary>Open MPI up to 5: handles are addresses of exported variables.</summary>
    OpenMpi,

    /// <summary>MPICH, Intel MPI, Cray MPI, MVAPICH and MS-MPI: handles are 32-bit numbers.</summary>
    Mpich,

    /// <summary>Libraries with the standard ABI of MPI 5.0: handles are small numbers of the size of a pointer.</summary>
    Standard,
}
