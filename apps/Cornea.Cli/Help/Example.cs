namespace Cornea.Cli.Help;

/// <summary>A line to type, and what it does.</summary>
/// <param name="Line">The line.</param>
/// <param name="Says">What it does; empty where the line says it.</param>
internal sealed record Example(string Line, string Says = "");
