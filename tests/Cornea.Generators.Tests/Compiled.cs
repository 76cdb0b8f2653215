using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cornea.Generators.Tests;

/// <summary>A source compiled against Cornea, with the generator and the analyzer.</summary>
/// <param name="Generated">The generated file; empty where there is none.</param>
/// <param name="Errors">The compiler's errors, those in the generated file included.</param>
/// <param name="Diagnostics">What the analyzer said.</param>
internal sealed record Compiled(string Generated, IReadOnlyList<Diagnostic> Errors, ImmutableArray<Diagnostic> Diagnostics)
{
    private const string Usings =
        "using System; using System.Collections.Generic; using Cornea; using Cornea.Configuration; using Cornea.Layers; "
        + "using Cornea.Losses; using Cornea.Initializers; using Cornea.Activations;\n";

    /// <summary>Compiles a source.</summary>
    /// <param name="source">The source; the usual usings come before it.</param>
    public static async Task<Compiled> Of(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.Length > 0).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path));
        var options =
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(
            "Program", [
                CSharpSyntaxTree.ParseText(Usings + source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))],
            references, options);
        var driver = CSharpGeneratorDriver.Create([new ConfigurationGenerator().AsSourceGenerator()],
            parseOptions: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest));
        var result = driver.RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _).GetRunResult();
        var analyzed = await updated.WithAnalyzers([new ConfigurationAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return new Compiled(
            string.Concat(result.GeneratedTrees.Select(tree => tree.ToString())),
            [.. updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)], analyzed);
    }
}
