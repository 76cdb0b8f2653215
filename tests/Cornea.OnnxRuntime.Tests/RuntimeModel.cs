using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Cornea.OnnxRuntime.Tests;

/// <summary>A model as onnxruntime computes it.</summary>
internal sealed class RuntimeModel : IDisposable
{
    // An open length for which most networks have an answer.
    private const int OpenLength = 64;

    private readonly InferenceSession _session;

    public RuntimeModel(string path)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(path, options);
    }

    /// <summary>Numbers between -1 and 1, or 0 and 1 where they are whole, for each input.</summary>
    public Tensor[] RandomInputs(int rows, int seed)
    {
        var random = new Random(seed);
        return [.. _session.InputNames.Select(name =>
        {
            var input = _session.InputMetadata[name];
            var shape = new Shape([.. input.Dimensions.Select((length, axis) => length > 0 ? length : axis == 0 ? rows : OpenLength)]);
            var type = TypeOf(input.ElementDataType);
            var values = Enumerable.Range(0, shape.Size).Select(_ => type.IsFloat() ? random.NextSingle() * 2 - 1 : random.Next(2));
            return Tensor.From(values.ToArray(), shape).Cast(type).Compute();
        })];
    }

    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs)
    {
        using var results = _session.Run([.. _session.InputNames.Zip(inputs, Value)]);
        return [.. results.Select(Read)];
    }

    public void Dispose() => _session.Dispose();

    private static DType TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => DType.Float32,
        TensorElementType.Float16 => DType.Float16,
        TensorElementType.Double => DType.Float64,
        TensorElementType.Int32 => DType.Int32,
        TensorElementType.Int64 => DType.Int64,
        TensorElementType.Bool => DType.Bool,
        _ => throw new NotSupportedException($"Inputs of {type} are not compared here."),
    };

    private static NamedOnnxValue Value(string name, Tensor tensor)
    {
        int[] shape = [.. tensor.Shape];
        return tensor.DType switch
        {
            DType.Float32 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(tensor.ToArray(), shape)),
            DType.Float64 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<double>(tensor.ToArray<double>(), shape)),
            DType.Float16 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<Float16>(
                tensor.ToArray<float>().Select(value => (Float16)value).ToArray(), shape)),
            DType.Bool => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<bool>(tensor.ToArray<bool>(), shape)),
            DType.Int32 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(tensor.ToArray<int>(), shape)),
            DType.Int64 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(tensor.ToArray<long>(), shape)),
            _ => throw new NotSupportedException($"Inputs of {tensor.DType} are not compared here."),
        };
    }

    private static Tensor Read(DisposableNamedOnnxValue value) => value.Value switch
    {
        DenseTensor<float> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        DenseTensor<double> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        DenseTensor<Float16> all => Tensor.From(all.ToArray().Select(one => (float)one).ToArray(), new Shape(all.Dimensions))
            .Cast(DType.Float16),
        DenseTensor<int> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        DenseTensor<long> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        DenseTensor<bool> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        DenseTensor<sbyte> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        DenseTensor<byte> all => Tensor.From(all.ToArray(), new Shape(all.Dimensions)),
        var other => throw new NotSupportedException($"Outputs of {other?.GetType().Name} are not compared here."),
    };
}
