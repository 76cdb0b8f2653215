using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cornea.Generators;

/// <summary>Says which classes cannot be saved and why, and which sublayers were forgotten.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConfigurationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.ArgumentWithoutProperty, Rules.SublayerNotTracked, Rules.CannotBeSaved];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var problem in ClassReader.Read(type).Problems)
            context.ReportDiagnostic(problem);
        foreach (var member in Sublayers.NotTracked(type, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(Rules.SublayerNotTracked, member.Locations[0], type.Name, member.Name));
    }
}
