using Cornea.Cli.Models;
using Cornea.Cli.Output;

namespace Cornea.Cli.Converting;

/// <summary>Writes one network as a file of C#.</summary>
/// <param name="from">The file to read, or the folder of a run.</param>
/// <param name="to">The file to write.</param>
/// <param name="output">Where to write what was done.</param>
internal sealed class CodeFile(string from, string to, CommandOutput output)
{
    /// <summary>The name of the class; the file's where null.</summary>
    public string? ClassName { get; init; }

    /// <summary>The namespace of the class; none where null.</summary>
    public string? NamespaceName { get; init; }

    /// <summary>Whether a file that exists is replaced.</summary>
    public bool Force { get; init; }

    public int Run()
    {
        if (!to.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
            throw new CommandException(ExitCode.Usage, $"a file that ends in .cs was expected, but received '{to}'.");
        TargetFile.Check(to, Force);
        var model = ModelSource.Load(from, output.Note);
        TargetFile.Write(() => model.Freeze(to, ClassName, NamespaceName));
        output.Say($"Wrote {to}: {Sizes.Bytes(new FileInfo(to).Length)}.");
        return ExitCode.Success;
    }
}
