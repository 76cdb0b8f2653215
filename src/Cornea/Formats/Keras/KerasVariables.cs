namespace Cornea.Formats.Keras;

/// <summary>The variables of one object, in the order in which it created them.</summary>
/// <param name="Path">Where the object is: <c>layers/dense</c>, <c>layers/bidirectional/forward_layer/cell</c>, <c>optimizer</c>;
/// in legacy files the name of the layer, or <c>optimizer_weights</c>.</param>
/// <param name="Name">The object's own name, where the file keeps it; else the last part of the path.</param>
/// <param name="Items">The variables; none for an object without any.</param>
public sealed record KerasVariables(string Path, string Name, IReadOnlyList<KerasVariable> Items);
