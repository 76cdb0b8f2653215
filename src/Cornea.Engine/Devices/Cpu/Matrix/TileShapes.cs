namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Every register tile, named rows by vectors: images have any width, so there is a tile for each.</summary>
internal static class TileShapes
{
    internal readonly struct Rows1Vectors2 : IKernelShape
    {
        public static int Rows => 1;
        public static int Vectors => 2;
    }

    internal readonly struct Rows2Vectors2 : IKernelShape
    {
        public static int Rows => 2;
        public static int Vectors => 2;
    }

    internal readonly struct Rows3Vectors2 : IKernelShape
    {
        public static int Rows => 3;
        public static int Vectors => 2;
    }

    internal readonly struct Rows4Vectors2 : IKernelShape
    {
        public static int Rows => 4;
        public static int Vectors => 2;
    }

    internal readonly struct Rows5Vectors2 : IKernelShape
    {
        public static int Rows => 5;
        public static int Vectors => 2;
    }

    internal readonly struct Rows6Vectors2 : IKernelShape
    {
        public static int Rows => 6;
        public static int Vectors => 2;
    }

    /// <summary>The same, which asks for lines whose places are listed.</summary>
    internal readonly struct Rows6Vectors2Ahead : IKernelShape
    {
        public static int Rows => 6;
        public static int Vectors => 2;
        public static bool Asks => true;
    }

    internal readonly struct Rows7Vectors2 : IKernelShape
    {
        public static int Rows => 7;
        public static int Vectors => 2;
    }

    internal readonly struct Rows8Vectors2 : IKernelShape
    {
        public static int Rows => 8;
        public static int Vectors => 2;
    }

    internal readonly struct Rows9Vectors2 : IKernelShape
    {
        public static int Rows => 9;
        public static int Vectors => 2;
    }

    internal readonly struct Rows10Vectors2 : IKernelShape
    {
        public static int Rows => 10;
        public static int Vectors => 2;
    }

    internal readonly struct Rows11Vectors2 : IKernelShape
    {
        public static int Rows => 11;
        public static int Vectors => 2;
    }

    internal readonly struct Rows12Vectors2 : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 2;
    }

    /// <summary>The same, which asks for lines whose places are listed.</summary>
    internal readonly struct Rows12Vectors2Ahead : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 2;
        public static bool Asks => true;
    }

    internal readonly struct Rows13Vectors2 : IKernelShape
    {
        public static int Rows => 13;
        public static int Vectors => 2;
    }

    internal readonly struct Rows1Vectors1 : IKernelShape
    {
        public static int Rows => 1;
        public static int Vectors => 1;
    }

    internal readonly struct Rows2Vectors1 : IKernelShape
    {
        public static int Rows => 2;
        public static int Vectors => 1;
    }

    internal readonly struct Rows3Vectors1 : IKernelShape
    {
        public static int Rows => 3;
        public static int Vectors => 1;
    }

    internal readonly struct Rows4Vectors1 : IKernelShape
    {
        public static int Rows => 4;
        public static int Vectors => 1;
    }

    internal readonly struct Rows5Vectors1 : IKernelShape
    {
        public static int Rows => 5;
        public static int Vectors => 1;
    }

    internal readonly struct Rows6Vectors1 : IKernelShape
    {
        public static int Rows => 6;
        public static int Vectors => 1;
    }

    internal readonly struct Rows7Vectors1 : IKernelShape
    {
        public static int Rows => 7;
        public static int Vectors => 1;
    }

    internal readonly struct Rows8Vectors1 : IKernelShape
    {
        public static int Rows => 8;
        public static int Vectors => 1;
    }

    internal readonly struct Rows9Vectors1 : IKernelShape
    {
        public static int Rows => 9;
        public static int Vectors => 1;
    }

    internal readonly struct Rows10Vectors1 : IKernelShape
    {
        public static int Rows => 10;
        public static int Vectors => 1;
    }

    internal readonly struct Rows11Vectors1 : IKernelShape
    {
        public static int Rows => 11;
        public static int Vectors => 1;
    }

    internal readonly struct Rows12Vectors1 : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 1;
    }

    internal readonly struct Rows13Vectors1 : IKernelShape
    {
        public static int Rows => 13;
        public static int Vectors => 1;
    }

    /// <summary>Two lines of six positions, of which the largest of each two by two is kept.</summary>
    internal readonly struct PooledVectors1 : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 1;
    }

    /// <summary>The same for two vectors.</summary>
    internal readonly struct PooledVectors2 : IKernelShape
    {
        public static int Rows => 12;
        public static int Vectors => 2;
    }
}
