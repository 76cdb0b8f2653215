using Cornea.Freezing;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>
    /// Writes the model as one C# file that needs nothing but .NET: a static class with the weights inside and a method
    /// <c>Predict(ReadOnlySpan&lt;float&gt; input, Span&lt;float&gt; output)</c> for one sample, which any number of threads may call. It
    /// needs no reflection, so it runs trimmed, ahead of time compiled and in a browser.
    /// </summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="className">The name of the class; the file's where null.</param>
    /// <param name="namespaceName">The namespace of the class; none where null.</param>
    /// <exception cref="NotSupportedException">Layers that cannot be written; the message names all of them.</exception>
    /// <exception cref="InvalidOperationException">The model does not know the whole shape of its inputs.</exception>
    /// <example><code>
    /// model.Freeze("Digits.cs");
    /// // in another program: Digits.Predict(pixels, probabilities);
    /// </code></example>
    public void Freeze(string path, string? className = null, string? namespaceName = null)
    {
        var text = new StringWriter();
        Freeze(text, className ?? Path.GetFileNameWithoutExtension(path), namespaceName);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(text.ToString());
        });
    }

    /// <summary>Writes the model as the text of one C# file that needs nothing but .NET.</summary>
    /// <param name="writer">Takes the text.</param>
    /// <param name="className">The name of the class.</param>
    /// <param name="namespaceName">The namespace of the class; none where null.</param>
    /// <inheritdoc cref="Freeze(string, string?, string?)" path="/exception"/>
    public void Freeze(TextWriter writer, string className, string? namespaceName = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        FrozenName.Check(className, nameof(className));
        foreach (var part in namespaceName?.Split('.') ?? [])
            FrozenName.Check(part, nameof(namespaceName));
        lock (Trainer.Gate)
        {
            new FrozenFile(this, className, namespaceName).Write(writer);
        }
    }
}
