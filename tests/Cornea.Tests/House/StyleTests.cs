using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;

namespace Cornea.Tests.House;

/// <summary>The house style that a reader sees first: how long lines are, where braces stand, which words are used.</summary>
public sealed class StyleTests
{
    private const int LongestLine = 140;

    private static readonly string[] Folders = ["src", "apps", "tests", "bench", "lessons", "templates"];

    // At the left what was said here first, at the right what the documentation of Keras, NumPy and .NET says.
    private static readonly (string Was, string Is)[] Words =
    [
        (@"QuarterPool", "MaxPool2x2WithIndices"), (@"\bPieceRun\b", "batch slicing"), (@"SharedPasses", "horizontal fusion"),
        (@"\bCluster\b", "fusion group"), (@"\bLots\b", "seeded shuffle"), (@"FollowedFigure", "monitored metric"),
        (@"\bReadout\b", "metric reader"),
        (@"class NotFinite\b", "non-finite diagnosis"), (@"\bThinning\b", "downsampling"),
        (@"What is made small", "loss function to minimize"),
        (@"What is followed", "metrics to evaluate during training and testing"), (@"\bgoes before\b", "takes precedence over"),
        (@"Done at certain moments", "invoked at the start and end of training, epochs and batches"),
        (@"Shapes the output", "activation function; linear when null"), (@"brought back to", "constraint applied after each update"),
        (@"A penalty on the (kernel|bias|output)", "regularizer applied to the kernel"), (@"First values of the", "initializer for"),
        (@"patterns looked for", "number of output filters"), (@"from one place of the window", "strides of the convolution"),
        (@"from one tap of the window", "dilation rate"), (@"What the window sees beside", "padding: valid or same"),
        (@"Where channels stand", "data format: channels last or channels first"), (@"is not turned around", "the kernel is not flipped"),
        (@"the numbers of a run", "metrics"), (@"\blayers inside\b", "sublayers"), (@"transforms of Fourier", "Fourier transforms"),
        (@"Makes the layer\.", "Initializes the layer."), (@"unless they are there", "if not already built"),
        (@"\bfigure that is followed\b", "monitored metric"), (@"\bplaces of (an|the) (output|window)\b", "output positions"),
        (@"made to deceive", "malformed or malicious"), (@"\b[Nn]eighbours?\b", "contiguous elements, adjacent positions"),
    ];

    [Fact]
    public void Lines_fit_within_140_columns() => Sources()
        .SelectMany(file => File.ReadLines(file).Select((line, index) => (Line: line, Index: index))
            .Where(entry => entry.Line.Length > LongestLine && !IsQuoted(file, entry.Index))
            .Select(entry => $"{Repository.Relative(file)}:{entry.Index + 1} has {entry.Line.Length} columns"))
        .ShouldBeEmpty();

    [Fact]
    public void Bodies_of_several_lines_have_braces() => Sources().SelectMany(Unbraced).ShouldBeEmpty();

    [Fact]
    public void A_body_of_several_lines_without_braces_is_found()
    {
        var tree = CSharpSyntaxTree.ParseText("if (a)\n    b(c,\n        d);\nif (a)\n    b();\nif (a)\n{\n    b();\n    c();\n}\n");
        Unbraced(tree, "here").ShouldBe(["here:1"]);
    }

    [Fact]
    public void Words_are_the_fields_own() => Sources().Where(file => Path.GetFileName(file) != "StyleTests.cs")
        .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
        .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
        .SelectMany(file => Words.Where(word => Regex.IsMatch(File.ReadAllText(file), word.Was))
            .Select(word => $"{Repository.Relative(file)} says '{Regex.Match(File.ReadAllText(file), word.Was).Value}': {word.Is}"))
        .ShouldBeEmpty();

    [Fact]
    public void Namespaces_of_tests_follow_their_folders() => Repository.Sources("tests")
        .Select(file => (File: Repository.Relative(file).Replace('\\', '/'), Namespace: NamespaceOf(file)))
        .Where(entry => entry.Namespace is not null && !Allowed(entry.File).Contains(entry.Namespace))
        .Select(entry => $"{entry.File} is in {entry.Namespace}").ShouldBeEmpty();

    // A raw string quotes a file or an output as it is, whose lines are as long as they are.
    private static bool IsQuoted(string file, int line) => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
        .Where(token => token.Kind() is SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken)
        .Select(token => token.GetLocation().GetLineSpan())
        .Any(span => span.StartLinePosition.Line < line && line < span.EndLinePosition.Line);

    private static IEnumerable<string> Sources() => Repository.Sources(Folders);

    private static string? NamespaceOf(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes()
        .OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    // As in src: a family's folders share its namespace, so a folder's tests may stand in any namespace on the way to it.
    private static HashSet<string> Allowed(string file)
    {
        var parts = file.Split('/')[1..^1];
        var project = parts[0] == "Cornea.Engine.Tests" ? "Cornea.Tests" : parts[0];
        return [.. Enumerable.Range(0, parts.Length).Select(count => string.Join('.', [project, .. parts[1..(count + 1)]]))];
    }

    private static IEnumerable<string> Unbraced(string file) =>
        Unbraced(CSharpSyntaxTree.ParseText(File.ReadAllText(file)), Repository.Relative(file));

    private static IEnumerable<string> Unbraced(SyntaxTree tree, string file)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            foreach (var body in Bodies(node))
            {
                var (head, last) = (body.GetFirstToken().GetPreviousToken(), body.GetLastToken());
                if (body is not BlockSyntax
                    && (Line(node.GetFirstToken()) < Line(head) && body.Parent == node || Line(body.GetFirstToken()) < Line(last)))
                {
                    yield return $"{file}:{Line(body.Parent!.GetFirstToken()) + 1}";
                }
            }
        }
    }

    private static IEnumerable<StatementSyntax> Bodies(SyntaxNode node) => node switch
    {
        IfStatementSyntax branch => [branch.Statement],
        ElseClauseSyntax { Statement: not IfStatementSyntax } otherwise => [otherwise.Statement],
        ForStatementSyntax loop => [loop.Statement],
        CommonForEachStatementSyntax loop => [loop.Statement],
        WhileStatementSyntax loop => [loop.Statement],
        UsingStatementSyntax { Statement: not UsingStatementSyntax } use => [use.Statement],
        LockStatementSyntax held => [held.Statement],
        _ => [],
    };

    private static int Line(SyntaxToken token) => token.GetLocation().GetLineSpan().EndLinePosition.Line;
}
