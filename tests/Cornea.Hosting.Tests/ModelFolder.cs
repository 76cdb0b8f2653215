namespace Cornea.Hosting.Tests;

/// <summary>A folder with a model's file that is gone after the test.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-hosting").FullName;
    private DateTime _written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Path => System.IO.Path.Combine(_folder, "model.keras");

    /// <summary>Writes a model that gives the sum of three numbers times a factor.</summary>
    public void Write(float factor) => Write(Bytes(factor));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Path, bytes);
        // Files that are written within one tick of the clock would look alike.
        File.SetLastWriteTimeUtc(Path, _written += TimeSpan.FromSeconds(1));
    }

    public byte[] Bytes(float factor)
    {
        var model = new Sequential("sum") { new Dense(1, inputDim: 3) };
        model.SetWeights([Tensor.Full([3, 1], factor), Tensor.Zeros([1])]);
        var path = System.IO.Path.Combine(_folder, "other.keras");
        model.Save(path);
        return File.ReadAllBytes(path);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
