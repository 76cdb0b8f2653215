using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cornea.Generators;

/// <summary>
/// Writes, for each layer, loss, optimizer and so on of a project, how its configuration is read and written: each argument of its
/// constructor under Keras's name.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ConfigurationGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var classes = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax
                && node is TypeDeclarationSyntax type && (type.BaseList is not null || type.AttributeLists.Count > 0),
            static (at, cancellation) => at.SemanticModel.GetDeclaredSymbol(at.Node, cancellation) is INamedTypeSymbol type
                ? ClassReader.Read(type).Model
                : null).Where(static model => model is not null).Collect();
        var isLibrary = context.CompilationProvider.Select(
            static (compilation, _) => compilation.Assembly.GetTypeByMetadataName(ConfigNames.Namespace + ".Registry") is not null);
        context.RegisterSourceOutput(classes.Combine(isLibrary), static (output, found) =>
        {
            List<ClassModel> models =
            [
                .. found.Left.Select(model => model!).GroupBy(model => model.FullName).Select(same => same.First())
                    .OrderBy(model => model.FullName, System.StringComparer.Ordinal),
            ];
            if (models.Count > 0 || found.Right)
                output.AddSource("Configuration.g.cs", SourceText.Of(models, found.Right));
        });
    }
}
