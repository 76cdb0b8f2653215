namespace Cornea.Onnx;

/// <summary>What an operator does with a picture whose channels stand last instead of second.</summary>
internal enum AxisOrder
{
    /// <summary>It needs its inputs as ONNX says.</summary>
    Fixed,

    /// <summary>It works element by element: any order is right as long as all inputs have the same.</summary>
    Any,

    /// <summary>Its first input may have the channels last; its output has them there too.</summary>
    First,

    /// <summary>All its inputs may have the channels last; its output has them there too.</summary>
    All,
}
