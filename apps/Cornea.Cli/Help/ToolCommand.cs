using System.CommandLine;

namespace Cornea.Cli.Help;

/// <summary>A command with examples, which its help shows.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does, in one or two sentences.</param>
/// <param name="examples">Lines to type.</param>
internal sealed class ToolCommand(string name, string description, params IReadOnlyList<Example> examples) : Command(name, description)
{
    /// <summary>Lines to type.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>What has to be said beside the options; a paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
