namespace Cornea.Layers;

/// <summary>The operators that stand in a model as nodes; their names are those of the classes in <c>keras.ops</c>.</summary>
internal enum OperatorKind
{
    Add,
    Multiply,
}
