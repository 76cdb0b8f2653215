using Shouldly;

namespace Cornea.Tests.Formats;

/// <summary>Tensors of every type through every format that holds them.</summary>
public sealed class TensorFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<DType> Types => [.. Enum.GetValues<DType>()];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void A_tensor_comes_back_from_npy_npz_and_safetensors(DType dtype)
    {
        Tensor tensor = Tensor.From([0, 1, 1, 0, 1, 0], [2, 3]).Cast(dtype);

        if (dtype == DType.BFloat16)
        {
            Should.Throw<ArgumentException>(() => NpyFile.Write(_scratch["a.npy"], tensor)).Message.ShouldContain("NumPy has no bfloat16");
        }
        else
        {
            NpyFile.Write(_scratch["a.npy"], tensor);
            Same(NpyFile.Read(_scratch["a.npy"]), tensor);
            NpzFile.Write(_scratch["a.npz"], [new("a", tensor)], compress: true);
            Same(NpzFile.Read(_scratch["a.npz"])["a"], tensor);
        }
        SafetensorsFile.Write(_scratch["a.safetensors"], [new("a", tensor)], new Dictionary<string, string> { ["k"] = "v" });
        Safetensors file = SafetensorsFile.Read(_scratch["a.safetensors"]);
        Same(file.Tensors["a"], tensor);
        file.Metadata["k"].ShouldBe("v");
    }

    [Theory]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void A_tensor_comes_back_from_idx(DType dtype)
    {
        Tensor tensor = Tensor.From([0, 1, 2, 250, 4, 5], [3, 1, 2]).Cast(dtype);

        IdxFile.Write(_scratch["a.gz"], tensor);
        Same(IdxFile.Read(_scratch["a.gz"]), tensor);
    }

    [Fact]
    public void Streams_are_read_and_written()
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, Tensor.From(2.5));
        stream.Position = 0;

        NpyFile.Read(stream).Item().ShouldBe(2.5f);
        Should.Throw<MalformedFileException>(() => NpzFile.Read(new MemoryStream([1]), "mine")).Path.ShouldBe("mine");
        Should.Throw<MalformedFileException>(() => IdxFile.Read(new MemoryStream([1]))).Path.ShouldBe("stream");
    }

    private static void Same(Tensor read, Tensor written)
    {
        read.Type.ShouldBe(written.Type);
        read.ToArray<double>().ShouldBe(written.ToArray<double>());
    }
}
