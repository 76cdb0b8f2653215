namespace Cornea.Tests;

/// <summary>A folder of its own for one test.</summary>
public sealed class Scratch : IDisposable
{
    public Scratch() => Folder = Directory.CreateTempSubdirectory("cornea-").FullName;

    public string Folder { get; }

    public string this[string name] => Path.Combine(Folder, name);

    public string With(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
