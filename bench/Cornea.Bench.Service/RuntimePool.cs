using Microsoft.ML.OnnxRuntime;

namespace Cornea.Bench.Service;

/// <summary>onnxruntime as its documentation recommends it for a service: one session for all requests, each run on one thread.</summary>
internal sealed class RuntimePool : IDisposable
{
    private readonly InferenceSession _session;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions _options = new();
    private readonly string[] _inputs, _outputs;

    public RuntimePool(string path)
    {
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(path, options);
        (_inputs, _outputs) = ([.. _session.InputNames], [.. _session.OutputNames]);
    }

    public float[] Predict(float[] values, int[] sample)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, .. sample.Select(length => (long)length)]);
        using var results = _session.Run(_options, _inputs, [input], _outputs);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }
}
