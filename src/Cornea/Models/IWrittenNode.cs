namespace Cornea.Models;

/// <summary>A layer that a functional model's configuration has as a node of another form than that of layers.</summary>
internal interface IWrittenNode
{
    /// <summary>The node, with the tensors that it is called on.</summary>
    ConfigObject Written(IReadOnlyList<ConfigValue> tensors);
}
