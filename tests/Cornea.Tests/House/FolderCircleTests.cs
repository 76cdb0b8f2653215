using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;

namespace Cornea.Tests.House;

/// <summary>
/// Folders inside a project use each other in one direction: what several of them need moves down, not sideways. Read from the sources:
/// each name is bound to the type that declares it, and the folder of its use then points to the folder of its declaration.
/// </summary>
public sealed class FolderCircleTests
{
    // Folders that are one unit, and single arrows that go up; docs/decisions/0009 has the reasons.
    private static readonly string[] GraphOfTensors = ["Tensors", "Graph", "Graph/Ops"];
    private static readonly string[] Accepted =
    [
        "Tensor names Evaluation", // reading a tensor compiles its graph
        "Device names CpuDevice", "Device names ReferenceDevice", // the list of built-in devices
    ];

    /// <summary>The arrows inside a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="depth">How many levels of folders are told apart.</param>
    [Theory]
    [InlineData("src/Cornea", 1)]
    [InlineData("src/Cornea.Engine", 2)]
    public void No_folders_form_a_circle(string project, int depth)
    {
        var uses = Uses(project, depth).ToList();
        string[] accepted = project == "src/Cornea.Engine" ? [.. Accepted.Order()] : [];
        uses.Select(use => use.Example).Intersect(Accepted).Order().ToArray().ShouldBe(accepted);
        var arrows = new Dictionary<(string From, string To), string>();
        foreach (var (from, to, example) in uses.Where(use => !Accepted.Contains(use.Example)))
            arrows.TryAdd((from, to), example);
        foreach (var ((from, to), example) in arrows.OrderBy(arrow => arrow.Key.From).ThenBy(arrow => arrow.Key.To))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{from} -> {to}, as {example}");
        }
        Circle(arrows).ShouldBeEmpty("folders that use each other cannot be read, tested or replaced one by one");
    }

    [Fact]
    public void A_circle_is_found_and_named()
    {
        var arrows = new Dictionary<(string From, string To), string>
        {
            [("A", "B")] = "a",
            [("B", "C")] = "b",
            [("C", "A")] = "c",
            [("D", "A")] = "d"
        };
        Circle(arrows).ShouldBe(["A -> B, as a", "B -> C, as b", "C -> A, as c"]);
    }

    // Every name in one folder that is bound to a type of another.
    private static IEnumerable<(string From, string To, string Example)> Uses(string project, int depth)
    {
        var root = Path.Combine(Repository.Root, project);
        var files = Repository.Sources(project).ToArray();
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).ToImmutableArray();
        var usings = CSharpSyntaxTree.ParseText(string.Concat(Namespaces(trees).Select(name => $"global using {name};\n")), options);
        var own = Path.GetFileName(project) + ".dll";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != own).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Folders", trees.Add(usings), references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            var from = Folder(root, tree.FilePath, depth);
            foreach (var name in tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name, TestContext.Current.CancellationToken).Symbol;
                var type = (symbol as INamedTypeSymbol ?? symbol?.ContainingType)?.OriginalDefinition;
                var folders = type?.Locations.Where(location => location.IsInSource)
                    .Select(location => Folder(root, location.SourceTree!.FilePath, depth)).ToArray() ?? [];
                if (folders.Length > 0 && !folders.Contains(from))
                    yield return (from, folders[0], $"{Path.GetFileNameWithoutExtension(tree.FilePath)} names {type!.Name}");
            }
        }
    }

    // The namespaces of the sources and of the framework that every file may name without a using of its own.
    private static IEnumerable<string> Namespaces(IEnumerable<SyntaxTree> trees) => trees
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>())
        .Select(space => space.Name.ToString())
        .Concat(["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks"])
        .Distinct();

    private static string Folder(string root, string file, int depth)
    {
        var parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
        var folder = string.Join('/', parts.Take(Math.Clamp(parts.Length - 1, 1, depth)));
        return GraphOfTensors.Contains(folder) ? string.Join(" and ", GraphOfTensors) : folder;
    }

    // The arrows between folders that can reach each other.
    private static string[] Circle(Dictionary<(string From, string To), string> arrows) => [.. arrows
        .Where(arrow => Reaches(arrows.Keys, arrow.Key.To, arrow.Key.From)).OrderBy(arrow => arrow.Key.From, StringComparer.Ordinal)
        .Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}, as {arrow.Value}")];

    private static bool Reaches(IEnumerable<(string From, string To)> arrows, string start, string end)
    {
        var (seen, open) = (new HashSet<string>(), new Stack<string>([start]));
        while (open.TryPop(out var folder))
        {
            if (folder == end)
                return true;
            foreach (var arrow in arrows.Where(arrow => arrow.From == folder && seen.Add(arrow.To)))
                open.Push(arrow.To);
        }
        return false;
    }
}
