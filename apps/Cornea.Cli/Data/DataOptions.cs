namespace Cornea.Cli.Data;

/// <summary>Refuses options that data of their form cannot follow: an option that is given is never ignored.</summary>
internal static class DataOptions
{
    /// <summary>Checks what was asked.</summary>
    /// <param name="request">The data and the options.</param>
    /// <param name="isGrey">Whether --grey was given.</param>
    /// <exception cref="CommandException">An option does not go with the data.</exception>
    public static void Check(DataRequest request, bool isGrey)
    {
        var (isTable, isFolder) = (DataSource.IsTable(request.Name), DataSource.IsPictureFolder(request.Name));
        if (request.Target is not null && !isTable)
            throw Refused("--target", "a .csv file", request);
        if (request.Size is not null && !isFolder)
            throw Refused("--size", "a folder of pictures", request);
        if (isGrey && !isFolder)
            throw Refused("--grey", "a folder of pictures", request);
        if (request.Limit is not null && isFolder)
        {
            throw new CommandException(ExitCode.Usage,
                $"--limit takes the first samples of a data set or a table; '{request.Name}' is a folder of pictures, whose first ones are "
                    + "of one class. Put fewer pictures into a folder of its own.");
        }
    }

    private static CommandException Refused(string option, string what, DataRequest request) =>
        new(ExitCode.Usage, $"{option} is for {what}, but --data {request.Name} is something else. Leave it out.");
}
