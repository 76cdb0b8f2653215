using System.Runtime.InteropServices;
using System.Text;

namespace Cornea.Distribution;

/// <summary>The functions of an MPI library, by pointer: handles are as wide as a pointer in every family but MPICH's, which reads the low
/// half.</summary>
internal sealed unsafe class MpiLibrary
{
    private const int LongestText = 8192; // of MPI_Get_library_version in every family
    private readonly nint _library;
    private readonly delegate* unmanaged<nint*, int*, nint, int> _test; // asked again and again while an operation runs

    private MpiLibrary(nint library, string path)
    {
        (_library, Path) = (library, path);
        _test = (delegate* unmanaged<nint*, int*, nint, int>)Function("MPI_Test");
        Version = ReadVersion();
        Family = FamilyOf();
        Constants = MpiConstants.Of(Family, library);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The library's name and version, one line.</summary>
    public string Version { get; }

    public MpiFamily Family { get; }

    public MpiConstants Constants { get; }

    /// <summary>Loads the first library of some that is there.</summary>
    public static MpiLibrary? Load(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (NativeLibrary.TryLoad(path, out var library))
            {
                if (NativeLibrary.TryGetExport(library, "MPI_Init_thread", out _))
                {
                    return new MpiLibrary(library, path);
                }
                NativeLibrary.Free(library);
            }
        }
        return null;
    }

    public void Init()
    {
        int provided;
        Check(((delegate* unmanaged<int*, byte***, int, int*, int>)Function("MPI_Init_thread"))(
            null, null, Constants.Funneled, &provided), "MPI_Init_thread");
        Check(((delegate* unmanaged<nint, nint, int>)Function("MPI_Comm_set_errhandler"))(Constants.World, Constants.ErrorsReturn),
            "MPI_Comm_set_errhandler");
    }

    public bool IsInitialized()
    {
        int flag;
        Check(((delegate* unmanaged<int*, int>)Function("MPI_Initialized"))(&flag), "MPI_Initialized");
        return flag != 0;
    }

    public int Rank() => Number("MPI_Comm_rank");

    public int Size() => Number("MPI_Comm_size");

    public string ProcessorName()
    {
        var bytes = stackalloc byte[LongestText];
        int length;
        Check(((delegate* unmanaged<byte*, int*, int>)Function("MPI_Get_processor_name"))(bytes, &length), "MPI_Get_processor_name");
        return Encoding.UTF8.GetString(bytes, length);
    }

    public nint AllReduce(float* values, int count)
    {
        nint request = 0;
        Check(((delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int>)Function("MPI_Iallreduce"))(
            Constants.InPlace, values, count, Constants.Float, Constants.Sum, Constants.World, &request), "MPI_Iallreduce");
        return request;
    }

    public nint Broadcast(void* data, int count, int root)
    {
        nint request = 0;
        Check(((delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)Function("MPI_Ibcast"))(
            data, count, Constants.Byte, root, Constants.World, &request), "MPI_Ibcast");
        return request;
    }

    public nint AllGather(void* data, int count, void* all) => Exchange("MPI_Iallgather", data, count, all);

    public nint AllToAll(void* parts, int count, void* received) => Exchange("MPI_Ialltoall", parts, count, received);

    public nint Barrier()
    {
        nint request = 0;
        Check(((delegate* unmanaged<nint, nint*, int>)Function("MPI_Ibarrier"))(Constants.World, &request), "MPI_Ibarrier");
        return request;
    }

    public nint Send(void* data, int count, int to, int tag) => Message("MPI_Isend", data, count, to, tag);

    public nint Receive(void* data, int count, int from, int tag) => Message("MPI_Irecv", data, count, from, tag);

    /// <summary>Whether an operation has ended; it makes progress by being asked.</summary>
    public bool Test(ref nint request)
    {
        int flag;
        fixed (nint* pointer = &request)
        {
            Check(_test(pointer, &flag, Constants.StatusIgnore), "MPI_Test");
        }
        return flag != 0;
    }

    public void Finish() => Check(((delegate* unmanaged<int>)Function("MPI_Finalize"))(), "MPI_Finalize");

    /// <summary>Ends all processes.</summary>
    public void Abort(int code) => ((delegate* unmanaged<nint, int, int>)Function("MPI_Abort"))(Constants.World, code);

    private nint Exchange(string name, void* data, int count, void* all)
    {
        nint request = 0;
        Check(((delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)Function(name))(
            data, count, Constants.Byte, all, count, Constants.Byte, Constants.World, &request), name);
        return request;
    }

    private nint Message(string name, void* data, int count, int rank, int tag)
    {
        nint request = 0;
        Check(((delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Function(name))(
            data, count, Constants.Byte, rank, tag, Constants.World, &request), name);
        return request;
    }

    private int Number(string name)
    {
        int number;
        Check(((delegate* unmanaged<nint, int*, int>)Function(name))(Constants.World, &number), name);
        return number;
    }

    private void Check(int code, string name)
    {
        if (code == 0)
        {
            return;
        }
        var bytes = stackalloc byte[LongestText];
        int length = 0;
        _ = ((delegate* unmanaged<int, byte*, int*, int>)Function("MPI_Error_string"))(code, bytes, &length);
        throw new CollectiveException($"{name} of {Version} failed with code {code}: {Encoding.UTF8.GetString(bytes, length)}");
    }

    private nint Function(string name) => NativeLibrary.GetExport(_library, name);

    private string ReadVersion()
    {
        var bytes = stackalloc byte[LongestText];
        int length;
        _ = ((delegate* unmanaged<byte*, int*, int>)Function("MPI_Get_library_version"))(bytes, &length);
        var text = Encoding.UTF8.GetString(bytes, length).Trim('\0', ' ', '\n');
        // "Open MPI v4.1.4, package: ..." and "MPICH Version:\t4.0.2\nMPICH Release date: ..."
        return string.Join(' ', text.Split('\n', ',')[0].Replace(" Version:", "", StringComparison.Ordinal)
            .Split('\t', StringSplitOptions.TrimEntries));
    }

    private MpiFamily FamilyOf()
    {
        if (NativeLibrary.TryGetExport(_library, "MPI_Abi_get_version", out var function))
        {
            int major, minor;
            // Open MPI's own library has the function and answers -1.
            if (((delegate* unmanaged<int*, int*, int>)function)(&major, &minor) == 0 && major >= 1)
            {
                return MpiFamily.Standard;
            }
        }
        if (NativeLibrary.TryGetExport(_library, "ompi_mpi_comm_world", out _))
        {
            return MpiFamily.OpenMpi;
        }
        string[] alike = ["MPICH", "Intel", "CRAY", "MVAPICH", "Microsoft"];
        return alike.Any(name => Version.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            ? MpiFamily.Mpich
            : throw new CollectiveException(
                $"The MPI library '{Path}' is '{Version}', whose constants are not known here. Use Open MPI, MPICH or a library with the " +
                "standard ABI of MPI 5, or set CORNEA_MPI_LIBRARY to one.");
    }
}
