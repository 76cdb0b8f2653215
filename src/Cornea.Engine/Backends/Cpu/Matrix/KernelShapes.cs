namespace Cornea.Backends.Cpu;

/// <summary>The register tiles in use, named rows by vectors.</summary>
internal static class KernelShapes
{
    internal readonly struct Rows12Vectors2 : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 2;
    }

    internal readonly struct Rows12Vectors1 : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 1;
    }

    internal readonly struct Rows8Vectors2 : IKernelShape
    {
        public static int Rows => 8;
        public static int Vectors => 2;
    }

    internal readonly struct Rows8Vectors1 : IKernelShape
    {
        public static int Rows => 8;
        public static int Vectors => 1;
    }

    internal readonly struct Rows6Vectors2 : IKernelShape
    {
        public static int Rows => 6;
        public static int Vectors => 2;
    }

    internal readonly struct Rows6Vectors1 : IKernelShape
    {
        public static int Rows => 6;
        public static int Vectors => 1;
    }

    internal readonly struct Rows4Vectors2 : IKernelShape
    {
        public static int Rows => 4;
        public static int Vectors => 2;
    }

    internal readonly struct Rows4Vectors1 : IKernelShape
    {
        public static int Rows => 4;
        public static int Vectors => 1;
    }

    internal readonly struct Rows2Vectors2 : IKernelShape
    {
        public static int Rows => 2;
        public static int Vectors => 2;
    }

    internal readonly struct Rows2Vectors1 : IKernelShape
    {
        public static int Rows => 2;
        public static int Vectors => 1;
    }

    internal readonly struct Rows1Vectors2 : IKernelShape
    {
        public static int Rows => 1;
        public static int Vectors => 2;
    }

    internal readonly struct Rows1Vectors1 : IKernelShape
    {
        public static int Rows => 1;
        public static int Vectors => 1;
    }
}
