namespace Cornea.Data;

/// <summary>An end of a sequence: where <see cref="PadSequences"/> fills and cuts.</summary>
public enum SequenceEnd
{
    /// <summary>The beginning. Keras: <c>"pre"</c>.</summary>
    Pre,

    /// <summary>The end. Keras: <c>"post"</c>.</summary>
    Post,
}
