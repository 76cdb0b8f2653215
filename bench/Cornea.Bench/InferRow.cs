namespace Cornea.Bench;

/// <summary>One round at one batch size.</summary>
internal sealed record InferRow(int Round, InferRate Own, PeerRate Torch, PeerRate Onnx)
{
    private const int EnoughSamples = 3;

    public double TorchMicroseconds => Own.Batch / Torch.ImagesPerSecond * 1e6;

    public double OnnxMicroseconds => Own.Batch / Onnx.ImagesPerSecond * 1e6;

    public double ToTorch => Own.Microseconds / TorchMicroseconds;

    public double ToOnnx => Own.Microseconds / OnnxMicroseconds;

    public bool IsClean => Math.Min(Own.CleanSamples, Math.Min(Torch.CleanSamples, Onnx.CleanSamples)) >= EnoughSamples;
}
