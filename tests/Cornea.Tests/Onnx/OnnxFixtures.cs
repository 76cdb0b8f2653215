namespace Cornea.Tests.Onnx;

/// <summary>The ONNX models in tests/fixtures/onnx.</summary>
internal static class OnnxFixtures
{
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(KerasFixtures.Folder)!, "onnx");

    public static string File(string name) => Path.Combine(Folder, name);
}
