using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>Which of two numbers is taken.</summary>
internal interface IExtreme
{
    /// <summary>What gives way to any other number.</summary>
    static abstract float Start { get; }

    /// <summary>One of two numbers.</summary>
    static abstract float Of(float a, float b);

    /// <summary>One of each two numbers.</summary>
    static abstract Vector512<float> Of(Vector512<float> a, Vector512<float> b);
}

/// <summary>The larger.</summary>
internal readonly struct Larger : IExtreme
{
    public static float Start => float.NegativeInfinity;

    public static float Of(float a, float b) => MathF.Max(a, b);

    public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => Vector512.Max(a, b);
}

/// <summary>The smaller.</summary>
internal readonly struct Smaller : IExtreme
{
    public static float Start => float.PositiveInfinity;

    public static float Of(float a, float b) => MathF.Min(a, b);

    public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => Vector512.Min(a, b);
}
