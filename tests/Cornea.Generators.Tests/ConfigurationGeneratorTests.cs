using Shouldly;

namespace Cornea.Generators.Tests;

/// <summary>What the generator writes for classes of a program, and what the analyzer says of those it cannot write for.</summary>
public sealed class ConfigurationGeneratorTests
{
    private const string Call = "public override Tensors Call(Tensors inputs, CallContext context) => inputs;";

    [Fact]
    public async Task Each_argument_is_read_and_written_under_Keras_name()
    {
        var compiled = await Compiled.Of($$"""
            public enum Way { Left, RightSide }
            public sealed class Scale(int units, double dropRate = 0.5, Way way = Way.RightSide, Initializer? kernelInitializer = null,
                IReadOnlyList<(int, int)>? sizes = null, [ConfigName("l1")] double penalty = 0, string? name = null) : Layer(name)
            {
                public int Units => units;
                public double DropRate => dropRate;
                public Way Way => way;
                public Initializer? KernelInitializer => kernelInitializer;
                public IReadOnlyList<(int, int)>? Sizes => sizes;
                public double Penalty => penalty;
                {{Call}}
            }
            """);
        compiled.Errors.ShouldBeEmpty();
        compiled.Diagnostics.ShouldBeEmpty();
        foreach (var key in (string[])["units", "drop_rate", "way", "kernel_initializer", "sizes", "l1"])
        {
            compiled.Generated.ShouldContain($"w.Write(\"{key}\", ");
            compiled.Generated.ShouldContain($"(\"{key}\")");
        }
        compiled.Generated.ShouldContain("\"right_side\" => global::Way.RightSide");
        compiled.Generated.ShouldContain("ModuleInitializer");
    }

    [Fact]
    public async Task An_argument_that_no_property_gives_back_is_CORNEA001()
    {
        var compiled =
            await Compiled.Of($"public sealed class Scale(double factor) : Layer(null) {{ private readonly double _f = factor; {Call} }}");
        var diagnostic = compiled.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe("CORNEA001");
        diagnostic.GetMessage().ShouldContain("'Factor'");
        compiled.Generated.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("_inner = new Dense(3);", true)]
    [InlineData("_inner = Track(new Dense(3));", false)]
    [InlineData("_inner = new Dense(3); Track(_inner);", false)]
    [InlineData("var made = new Dense(3); Track(made); _inner = made;", false)]
    public async Task A_sublayer_that_was_never_tracked_is_CORNEA002(string body, bool isReported)
    {
        var compiled = await Compiled.Of(
            $"public sealed class Block : Layer {{ private readonly Dense _inner; public Block() : base(null) {{ {body} }} {Call} }}");
        compiled.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(isReported ? ["CORNEA002"] : []);
    }

    [Fact]
    public async Task Lists_of_sublayers_are_tracked_in_a_loop()
    {
        var compiled = await Compiled.Of($$"""
            public sealed class Blocks : Layer
            {
                private readonly List<List<Layer>> _inner = [[new Dense(1)], [new Dense(2)]];
                public Blocks() : base(null) { foreach (var row in _inner) foreach (var layer in row) Track(layer); }
                {{Call}}
            }
            """);
        compiled.Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("public sealed class Own(Func<double, double> f) : Layer(null) { public Func<double, double> F => f; CALL }",
        "Func<double, double>")]
    [InlineData("public sealed class Own<T>() : Layer(null) { CALL }", "generic")]
    [InlineData("public class Outer { private sealed class Own() : Layer(null) { CALL } }", "private")]
    public async Task A_class_that_cannot_be_saved_is_CORNEA003(string source, string because)
    {
        var compiled = await Compiled.Of(source.Replace("CALL", Call));
        var diagnostic = compiled.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe("CORNEA003");
        diagnostic.GetMessage().ShouldContain(because);
        (await Compiled.Of(source.Replace("CALL", Call)
            .Replace("public sealed class Own", "[NotSaved(\"it holds code\")] public sealed class Own")
            .Replace("private sealed class Own", "[NotSaved(\"it holds code\")] private sealed class Own"))).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_project_without_such_classes_gets_no_file() =>
        (await Compiled.Of("public sealed class Plain(int a) { public int A => a; }")).Generated.ShouldBeEmpty();
}
