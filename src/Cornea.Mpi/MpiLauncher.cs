using System.Globalization;

namespace Cornea.Distribution;

/// <summary>What the environment says of the launcher that started this process.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Family">The family whose library fits; null where any may.</param>
/// <param name="Size">How many processes it started; null where it does not say.</param>
internal sealed record MpiLauncher(string Name, MpiFamily? Family, int? Size)
{
    /// <summary>The launcher; null where the process was started without one.</summary>
    public static MpiLauncher? Find(Func<string, string?> variable)
    {
        if (Number(variable("OMPI_COMM_WORLD_SIZE")) is { } size)
        {
            return new MpiLauncher("Open MPI's mpirun", MpiFamily.OpenMpi, size);
        }
        if (Number(variable("PMI_SIZE")) is { } processes)
        {
            return new MpiLauncher("MPICH's mpiexec, or another that speaks PMI", MpiFamily.Mpich, processes);
        }
        if (variable("PMIX_RANK") is not null)
        {
            return new MpiLauncher("a launcher that speaks PMIx", null, Number(variable("SLURM_NTASKS")));
        }
        // An allocation has SLURM_NTASKS as well; a task that srun started has a number too.
        return variable("SLURM_PROCID") is not null && Number(variable("SLURM_NTASKS")) is { } tasks and > 1
            ? new MpiLauncher("Slurm's srun", null, tasks)
            : null;
    }

    /// <summary>The files to look for, the likeliest first.</summary>
    public IEnumerable<string> Libraries()
    {
        string[] openMpi = ["libmpi.so.40", "libmpi.so.80", "libmpi.40.dylib"];
        string[] mpich = ["libmpich.so.12", "libmpi.so.12", "libmpi.12.dylib", "msmpi.dll", "impi.dll"];
        string[] standard = ["libmpi_abi.so.0", "libmpi_abi.so.1", "libmpi_abi.so", "libmpi_abi.0.dylib"];
        return Family == MpiFamily.Mpich ? [.. mpich, .. standard] : Family == MpiFamily.OpenMpi ? [.. openMpi, .. standard]
            : [.. standard, .. openMpi, .. mpich];
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
