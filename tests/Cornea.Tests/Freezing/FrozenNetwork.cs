using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace Cornea.Tests.Freezing;

/// <summary>A frozen file that was compiled into this process.</summary>
internal sealed class FrozenNetwork(MethodInfo predict)
{
    private delegate void OneToOne(ReadOnlySpan<float> input, Span<float> output);

    private delegate void TwoToOne(ReadOnlySpan<float> input, ReadOnlySpan<float> input2, Span<float> output);

    private delegate void TwoToThree(
        ReadOnlySpan<float> input, ReadOnlySpan<float> input2, Span<float> output, Span<float> output2, Span<float> output3);

    public static FrozenNetwork Compile(Model model)
    {
        var text = new StringWriter();
        model.Freeze(text, "Network");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Frozen" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(text.ToString(), CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))],
            references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        // A warning would be the user's, whose project may take it for an error.
        result.Diagnostics.Where(problem => problem.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();
        return new FrozenNetwork(Assembly.Load(stream.ToArray()).GetType("Network")!.GetMethod("Predict")!);
    }

    public void Predict(float[] input, float[] output) => predict.CreateDelegate<OneToOne>()(input, output);

    /// <summary>Compares three samples with what the model predicts.</summary>
    public static void Check(Model model)
    {
        var frozen = Compile(model);
        for (var number = 0; number < 3; number++)
        {
            Tensor[] samples = [.. model.Inputs.Select((input, i) => Tensor.From(input.DType.IsFloat()
                ? Sample(input.Shape[1..], number * 10 + i) : Tokens(input.Shape[1..], number + i), input.Shape.With(0, 1))
                .Cast(input.DType).Compute())];
            var expected = model.PredictAll(samples, verbose: Verbosity.Silent);
            float[][] actual = [.. expected.Select(output => new float[output.Size])];
            frozen.Call([.. samples.Select(sample => sample.ToFloat32().ToArray())], actual);
            for (var output = 0; output < actual.Length; output++)
            {
                var values = expected[output].ToFloat32().ToArray();
                for (var i = 0; i < values.Length; i++)
                    actual[output][i].ShouldBe(values[i], 1e-6f * Math.Max(1, Math.Abs(values[i])), $"output {output}, element {i}");
            }
        }
    }

    public static float[] Sample(Shape shape, int number) =>
        [.. Enumerable.Range(0, shape.Size).Select(i => MathF.Sin(number * 2.3f + i * 0.7f))];

    // Whole numbers from 0 to 6, the last ones 0 as where a text ends.
    private static float[] Tokens(Shape shape, int number) =>
        [.. Enumerable.Range(0, shape.Size).Select(i => i > shape.Size - 2 - number ? 0 : (float)((i * 3 + number) % 7))];

    private void Call(float[][] inputs, float[][] outputs)
    {
        switch ((inputs.Length, outputs.Length))
        {
            case (1, 1):
                predict.CreateDelegate<OneToOne>()(inputs[0], outputs[0]);
                break;
            case (2, 1):
                predict.CreateDelegate<TwoToOne>()(inputs[0], inputs[1], outputs[0]);
                break;
            default:
                predict.CreateDelegate<TwoToThree>()(inputs[0], inputs[1], outputs[0], outputs[1], outputs[2]);
                break;
        }
    }
}
