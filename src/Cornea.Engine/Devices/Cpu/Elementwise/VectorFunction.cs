namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>What one step of a <see cref="BlockProgram"/> does to vectors of float32; masks are all bits set.</summary>
internal enum VectorFunction
{
    Copy, Negate, Abs, Sign, Not, Exp, Expm1, Log, Log1p, Sqrt, Rsqrt, Sin, Cos, Tanh, Sigmoid, Erf, Floor, Ceiling, Round, IsNaN,
    IsInfinite, FromTruth, AsInt8, RoundBFloat16, RoundFloat16,
    Add, Subtract, Multiply, Divide, Power, Maximum, Minimum, MaximumNumber, MinimumNumber, Equal, NotEqual, Less, LessEqual, And, Or, Xor,
    Select,

    /// <summary>A function of one number that goes through double; the step says which.</summary>
    OtherUnary,

    /// <summary>A function of two numbers that goes through double; the step says which.</summary>
    OtherBinary,
    LoadBool, LoadUInt8, LoadInt8, LoadInt32, LoadBFloat16, LoadFloat16, StoreBool, StoreInt8, StoreBFloat16, StoreFloat16,
}
