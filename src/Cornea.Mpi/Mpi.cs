namespace Cornea.Distribution;

/// <summary>The Message Passing Interface: processes that a launcher such as <c>mpirun</c> or <c>srun</c> started together.</summary>
public static class Mpi
{
    /// <summary>
    /// Joins the processes that the launcher started. Without a launcher the group has one process, and no MPI library is needed.
    /// </summary>
    /// <param name="options">How MPI is used.</param>
    /// <returns>The group. Dispose it at the end of the program; other processes are waited for then.</returns>
    /// <exception cref="CollectiveException">The library is missing, or is of another family than the launcher.</exception>
    public static ICollective Init(MpiOptions? options = null)
    {
        options ??= new MpiOptions();
        if (MpiLauncher.Find(Environment.GetEnvironmentVariable) is not { } launcher)
        {
            return new SingleProcess();
        }
        var named = options.Library ?? Environment.GetEnvironmentVariable("CORNEA_MPI_LIBRARY");
        string[] paths = string.IsNullOrEmpty(named) ? [.. launcher.Libraries()] : [named];
        return new MpiCollective(paths, launcher, options.Timeout);
    }
}
