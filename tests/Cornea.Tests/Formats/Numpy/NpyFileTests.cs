using Shouldly;
using static Cornea.Tests.Samples;

namespace Cornea.Tests.Formats;

public sealed class NpyFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("|b1", new byte[] { 1 })]
    [InlineData("|u1", new byte[] { 1 })]
    [InlineData("|i1", new byte[] { 1 })]
    [InlineData("<u2", new byte[] { 1, 0 })]
    [InlineData(">u2", new byte[] { 0, 1 })]
    [InlineData("<i2", new byte[] { 1, 0 })]
    [InlineData(">i2", new byte[] { 0, 1 })]
    [InlineData("<u4", new byte[] { 1, 0, 0, 0 })]
    [InlineData(">u4", new byte[] { 0, 0, 0, 1 })]
    [InlineData("<i4", new byte[] { 1, 0, 0, 0 })]
    [InlineData(">i4", new byte[] { 0, 0, 0, 1 })]
    [InlineData("<u8", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(">u8", new byte[] { 0, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData("<i8", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(">i8", new byte[] { 0, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData("<f2", new byte[] { 0, 0x3C })]
    [InlineData(">f2", new byte[] { 0x3C, 0 })]
    [InlineData("<f4", new byte[] { 0, 0, 0x80, 0x3F })]
    [InlineData(">f4", new byte[] { 0x3F, 0x80, 0, 0 })]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F })]
    [InlineData(">f8", new byte[] { 0x3F, 0xF0, 0, 0, 0, 0, 0, 0 })]
    public void A_one_of_every_type_is_read(string descr, byte[] one)
    {
        Read(Npy(descr, "()", one)).ToTensor().ToArray<double>().ShouldBe([1]);
    }

    [Theory]
    [InlineData("()", new long[0])]
    [InlineData("(1,)", new long[] { 1 })]
    [InlineData("(1, 1)", new long[] { 1, 1 })]
    [InlineData("( 1L,1 , )", new long[] { 1, 1 })]
    public void Shapes_are_read_as_Python_writes_them(string text, long[] shape) => Read(Npy("|u1", text, [7])).Shape.ShouldBe(shape);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_is_read(int version) =>
        Read(Npy("{\"shape\":(2,),\"descr\":\"|u1\",\"fortran_order\":False}", [7, 8], version)).Values.ShouldBe(new byte[] { 7, 8 });

    [Fact]
    public void Column_major_values_are_put_in_row_major_order()
    {
        // numpy.asfortranarray(numpy.arange(12).reshape(2, 3, 2)) lies in the file as 0 6 2 8 4 10 1 7 3 9 5 11.
        NumericArray array = Read(Npy("|u1", "(2, 3, 2)", [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11], "True"));

        array.Values.ShouldBe(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 });
    }

    [Fact]
    public void What_is_written_is_read_back_and_the_values_begin_at_a_multiple_of_64()
    {
        Array[] all = [new[] { true, false }, new byte[] { 1, 255 }, new[] { int.MinValue, 2 }, new[] { long.MaxValue, 2 },
            new[] { 0.1f, float.NaN }, new[] { 0.1, -0.0 }];
        foreach (Array values in all)
        {
            NpyFile.WriteArray(_scratch["a.npy"], new NumericArray(values, [1, 2, 1]));
            NumericArray array = NpyFile.ReadArray(_scratch["a.npy"]);
            array.Shape.ShouldBe([1, 2, 1]);
            array.Values.ShouldBe(values);
            (new FileInfo(_scratch["a.npy"]).Length - 2 * Elements.SizeOf(new NumericArray(values, []).Type)).ShouldBe(128);
        }
    }

    [Fact]
    public void The_header_is_byte_for_byte_what_NumPy_writes()
    {
        using var stream = new MemoryStream();
        NpyFile.WriteArray(stream, Floats(1, 2, 3));

        string text = System.Text.Encoding.Latin1.GetString(stream.ToArray()[10..128]);
        text.ShouldBe("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n");
    }

    [Fact]
    public void Empty_and_scalar_arrays_are_kept()
    {
        NpyFile.WriteArray(_scratch["a.npy"], new NumericArray(Array.Empty<float>(), [0, 5]));
        NpyFile.ReadArray(_scratch["a.npy"]).Shape.ShouldBe([0, 5]);
        NpyFile.WriteArray(_scratch["a.npy"], new NumericArray(new[] { 4f }, []));
        NpyFile.ReadArray(_scratch["a.npy"]).Shape.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("|O", "Python objects ('|O'), which are pickled code and are never read")]
    [InlineData("O", "pickled code")]
    [InlineData("<f4,<i8", "the type '<f4,<i8' cannot be read")]
    [InlineData("<c8", "cannot be read")]
    [InlineData("|S5", "cannot be read")]
    [InlineData("|f4", "cannot be read")]
    [InlineData("", "cannot be read")]
    public void Other_types_are_refused_with_advice(string descr, string words)
    {
        MalformedFileException fault = Fault(() => Read(Npy(descr, "(1,)", new byte[8])));

        fault.Field.ShouldBe("descr");
        fault.Message.ShouldContain(words);
        fault.Message.ShouldContain("array.astype('float32')");
    }

    [Theory]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "named fields")]
    [InlineData("{'fortran_order': False, 'shape': (1,)}", "'descr' is missing")]
    [InlineData("{'descr': '|u1', 'shape': (1,)}", "'fortran_order' is missing")]
    [InlineData("{'descr': '|u1', 'fortran_order': False}", "'shape' is missing")]
    [InlineData("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", "'descr' is unknown or comes twice")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'x': 1}", "'x' is unknown")]
    [InlineData("{'descr': '|u1', 'fortran_order': 0, 'shape': (1,)}", "True or False")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1)}", "','")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': [1]}", "'('")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}", "negative size")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775808,)}", "a size of the shape")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807, 3)}", "more values than one array can hold")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (4194305, 4194305, 211106198978564)}",
        "more values than one array can hold")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (__import__('os').system('true'),)}", "a size of the shape")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)} junk", "the end of the header")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,", "it ends")]
    [InlineData("{'descr': '|u1", "in quotes")]
    [InlineData("", "'{'")]
    [InlineData("[1]", "'{'")]
    public void A_wrong_header_is_named(string header, string words) => Fault(() => Read(Npy(header, [1]))).Message.ShouldContain(words);

    [Fact]
    public void A_wrong_magic_version_or_length_is_named()
    {
        byte[] file = Npy("|u1", "(1,)", [1]);

        Fault(() => Read(With(file, 0, 0))).Field.ShouldBe("magic");
        Fault(() => Read(With(file, 6, 9))).Message.ShouldContain("version is 9.0");
        Fault(() => Read(With(file, 8, 0xFF, 0xFF))).Message.ShouldContain("65535 bytes were expected here");
        Fault(() => Read(With(file, 8, 0, 0))).Message.ShouldContain("'{'");
        Fault(() => Read(With(Npy("{}", [], 2), 8, 0xFF, 0xFF, 0xFF, 0x7F))).Message.ShouldContain("promises 2147483647 bytes of text");
    }

    [Fact]
    public void Too_few_and_too_many_values_are_named()
    {
        Fault(() => Read(Npy("<f4",
            "(2, 3)", new byte[20]))).Message.ShouldContain("2 x 3 values of 4 bytes, 24 bytes in all, but 20 bytes follow");
        Fault(() => Read(Npy("<f4", "(2, 3)", new byte[25]))).Message.ShouldContain("24 bytes in all, but 25 bytes follow");
        Fault(() => Read(Npy("<f8", "(250000000,)", []))).Message.ShouldContain("promise 2000000000 bytes");
    }

    [Fact]
    public void An_unsigned_value_beyond_Int64_is_refused() =>
        Fault(() => Read(Npy("<u8", "(1,)", [0, 0, 0, 0, 0, 0, 0, 0x80]))).Message.ShouldContain("above 9223372036854775807");

    private static NumericArray Read(byte[] file) => NpyFile.ReadArray(new MemoryStream(file), "sample.npy");
}
