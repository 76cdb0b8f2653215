using System.Text.RegularExpressions;
using Shouldly;

namespace Cornea.Tests.House;

/// <summary>The arrows and the size of the house, as ARCHITECTURE.md draws them.</summary>
public sealed partial class ArchitectureTests
{
    private const int LongestFile = 400;
    private const int LineBudget = 130_000;

    [Fact]
    public void The_engine_knows_no_layer() =>
        typeof(Tensor).Assembly.GetReferencedAssemblies().Select(name => name.Name).ShouldNotContain("Cornea");

    [Fact]
    public void Cornea_uses_the_engines_public_surface_alone() => typeof(Tensor).Assembly
        .GetCustomAttributes(typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute), false)
        .Cast<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
        .Select(friend => friend.AssemblyName).ShouldAllBe(name => name.EndsWith("Tests", StringComparison.Ordinal));

    [Fact]
    public void The_libraries_depend_on_nothing_but_dotnet()
    {
        foreach (var assembly in new[] { typeof(Tensor).Assembly, typeof(Sequential).Assembly, typeof(Mnist).Assembly })
        {
            assembly.GetReferencedAssemblies().ShouldAllBe(name => name.Name!.StartsWith("System", StringComparison.Ordinal)
                || name.Name.StartsWith("Cornea", StringComparison.Ordinal) || name.Name == "netstandard");
        }
    }

    [Theory]
    [InlineData("src/Cornea.Engine/Devices/Cpu", @"\bTensor\b(?!\.)", "kernels know spans, sizes and strides, never tensors")]
    [InlineData("src/Cornea.Engine/Graph", @"Devices\.Cpu", "ops never name a backend")]
    [InlineData("src/Cornea.Engine/Compilation", @"Devices\.Cpu|\bCpu[A-Z]", "the compiler and plans know devices by their base classes")]
    [InlineData("src/Cornea/Layers", @"\b(Gemm|Workers|Kernel)Plan\b|Devices", "layers never name a kernel")]
    [InlineData("src/Cornea/Plots", @"\b(Model|Layer|Tensor)\b\s+\w+[,)]", "plots take numbers, never models or tensors")]
    [InlineData("src/Cornea/Activations", @"\b(Layer|Model|Optimizer)\b\s+\w+[,)]", "activations know no layer")]
    [InlineData("src/Cornea/Optimizers", @"\b(Layer|Model)\b\s+\w+[,)]", "optimizers know no layer")]
    [InlineData("src/Cornea/Losses", @"\b(Layer|Model|Optimizer)\b\s+\w+[,)]", "losses know no layer")]
    public void Arrows_point_one_way(string folder, string forbidden, string because)
    {
        var pattern = new Regex(forbidden);
        var found = Repository.Sources(folder)
            .Where(file => Path.GetFileName(file) != "Show.cs" && !Repository.Relative(file)
            .Contains("/Cpu/Passes/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Where(line => pattern.IsMatch(line)).Select(line => $"{Repository.Relative(file)}: {line.Trim()}"))
            .ToArray();
        found.ShouldBeEmpty(because);
    }

    [Fact]
    public void Every_class_is_sealed_abstract_or_static()
    {
        var open = new[] { typeof(Tensor).Assembly, typeof(Sequential).Assembly, typeof(Mnist).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false }
                && !type.Name.Contains('<', StringComparison.Ordinal))
            .Where(type => type.GetCustomAttributes(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false).Length == 0)
            .Select(type => type.FullName);
        open.ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold() => Repository.Sources("src", "apps", "tests", "bench", "lessons")
        .Where(file => File.ReadLines(file).Count() > LongestFile).Select(Repository.Relative).ShouldBeEmpty();

    [Fact]
    public void The_sources_stay_within_their_budget()
    {
        var lines = Repository.Sources("src").GroupBy(file => Path.GetDirectoryName(Repository.Relative(file))!)
            .Select(group => (Folder: group.Key, Lines: group.Sum(file => File.ReadLines(file).Count()))).OrderBy(entry => entry.Folder)
            .ToArray();
        foreach (var (folder, count) in lines)
            TestContext.Current.TestOutputHelper?.WriteLine($"{count,7:N0}  {folder}");
        lines.Sum(entry => entry.Lines).ShouldBeLessThan(LineBudget);
    }

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        var vague = VagueNames();
        new[] { typeof(Tensor).Assembly, typeof(Sequential).Assembly, typeof(Mnist).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Select(type => type.Name).Where(name => vague.IsMatch(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_for_later() => Repository.Sources("src", "apps", "bench", "lessons")
        .Where(file => Marks().IsMatch(File.ReadAllText(file))).Select(Repository.Relative).ShouldBeEmpty();

    [GeneratedRegex("(Manager|Helper|Util|Utils|Info|Provider|Impl)(`\\d)?$")]
    private static partial Regex VagueNames();

    [GeneratedRegex(@"TODO|FIXME|HACK|NotImplementedException|#if false")]
    private static partial Regex Marks();
}
