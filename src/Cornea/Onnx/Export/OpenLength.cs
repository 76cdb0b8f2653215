namespace Cornea.Onnx;

/// <summary>The length of an axis in two traces of one network: one that differs is open.</summary>
internal readonly record struct OpenLength(int First, int Second)
{
    public bool IsFixed => First == Second;
}
