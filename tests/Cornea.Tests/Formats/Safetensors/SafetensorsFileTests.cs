using Shouldly;
using static Cornea.Tests.Samples;

namespace Cornea.Tests.Formats;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_is_written_is_read_back_with_its_metadata()
    {
        Dictionary<string, NumericArray> arrays = new()
        {
            ["flags"] = new(new[] { true, false, true }, [3]),
            ["w \"é\""] = new(new[] { 1f, 2, 3, 4 }, [2, 2]),
            ["step"] = new(new[] { 7L }, []),
            ["none"] = new(Array.Empty<double>(), [0, 3]),
            ["bytes"] = new(new byte[] { 1, 2 }, [2]),
            ["index"] = new(new[] { -1 }, [1]),
        };

        SafetensorsFile.WriteArrays(_scratch["a.safetensors"], arrays, new Dictionary<string, string> { ["format"] = "cornea" });
        (Dictionary<string, NumericArray> read, Dictionary<string, string> metadata) =
            SafetensorsFile.ReadArrays(_scratch["a.safetensors"]);

        read.Keys.ShouldBe(arrays.Keys, ignoreOrder: true);
        foreach ((string name, NumericArray array) in arrays)
        {
            read[name].Shape.ShouldBe(array.Shape);
            read[name].Values.ShouldBe(array.Values);
        }
        metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "cornea" });
        (BitConverter.ToInt64(File.ReadAllBytes(_scratch["a.safetensors"])) % 8).ShouldBe(0);
    }

    [Fact]
    public void Half_precision_keeps_its_type()
    {
        byte[] file =
            Safetensors(
            "{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":"
                + "[2,4]}}", 4);
        byte[] ones = With(file, file.Length - 4, 0x80, 0x3F, 0x00, 0x3C);

        Read(ones)["a"].Values.ShouldBe(new[] { (BFloat16)1f });
        Read(ones)["b"].Values.ShouldBe(new[] { (Half)1f });
    }

    [Fact]
    public void Names_of_the_format_and_repeated_names_are_refused_on_writing()
    {
        Should.Throw<ArgumentException>(
            () => SafetensorsFile.WriteArrays(_scratch["a"], [new("__metadata__", Floats(1))], new Dictionary<string, string>()));
        Should.Throw<ArgumentException>(
            () => SafetensorsFile.WriteArrays(_scratch["a"], [new("a", Floats(1)), new("a", Floats(1))], new Dictionary<string, string>()));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 63)]
    [InlineData(200UL)]
    public void A_wrong_header_length_is_named(ulong length)
    {
        MalformedFileException fault = Fault(() => Read(SafetensorsRaw(length, "{}", 0)));

        fault.Field.ShouldBe("header length");
        fault.Message.ShouldContain($"promises a header of {length} bytes, but 2 bytes follow");
    }

    [Theory]
    [InlineData("[]", 0, "begin with '{'")]
    [InlineData("{\"a\":", 0, "not valid JSON")]
    [InlineData("{} x", 0, "not valid JSON")]
    [InlineData("{\"a\":1}", 0, "a StartObject was expected, but a Number came"
        + "")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\""
        + ":[1,2]}}", 2, "'a' comes twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "'dtype' comes twice in 'a'")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "'dtype' is missing in 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "'shape' is missing in 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "'data_offsets' is missing in 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "type 'Q4'")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "0 <= begin <= end, but has [1, 0]")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "but has [0]")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[-1,0]}}", 1, "but has [-1, 0]")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1, "'1.5' is no 64-bit integer")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1e400],\"data_offsets\":[0,1]}}", 1, "'1e400' is no 64-bit integer")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[\"1\"],\"data_offsets\":[0,1]}}", 1, "integers were expected")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1, "negative size")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "shape 2 of F32, 8 bytes, but data_offsets span 4")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4194305,4194305,211106198978564],\"data_offsets\":[0,4]}}"
        + "",
        4, "more values than one array can hold")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\""
        + ":[1,3]}}", 3, "'b' begins at 1 and overlaps")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\""
        + ":[3,5]}}", 5, "'b' begins at 3 and leaves a hole")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 1, "promises 2 bytes of values, but 1 bytes follow")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 3, "promises 2 bytes of values, but 3 bytes follow")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "a String was expected, but a Number came")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "the key 'a' comes twice")]
    public void A_wrong_header_is_named(string header, int dataLength, string words) =>
        Fault(() => Read(Safetensors(header, dataLength))).Message.ShouldContain(words);

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        byte[] file = Safetensors("{\"__metadata__\":{\"aa\":\"1\"}}", 0);

        Fault(() => Read(With(file, file.AsSpan().IndexOf("aa"u8), 0xFF, 0xFE))).Message.ShouldContain("not valid JSON");
        Fault(() => Read(Safetensors("{\"__metadata__\":{\"\\ud800\":\"1\"}}", 0))).Message.ShouldContain("not valid JSON");
    }

    [Fact]
    public void A_hostile_name_is_cut_and_cleaned_in_the_message()
    {
        string name = "\\u001b[31m" + new string('x', 100_000);

        MalformedFileException fault = Fault(() => Read(Safetensors($"{{\"{name}\":1}}", 0)));

        fault.Message.Length.ShouldBeLessThan(1000);
        fault.Message.Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public void Ten_thousand_nested_brackets_are_refused() =>
        Fault(() => Read(Safetensors("{\"a\":{\"x\":" + new string('[', 10_000) + "}}", 0))).Message.ShouldContain("not valid JSON");

    [Fact]
    public void More_than_a_hundred_thousand_names_are_refused()
    {
        IEnumerable<string> entries = Enumerable.Range(0, 100_001)
            .Select(n => $"\"{n}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");

        Fault(() => Read(Safetensors("{" + string.Join(",", entries) + "}", 0))).Message.ShouldContain("more than 100000 names");
    }

    [Fact]
    public void Unknown_fields_are_skipped_and_NaN_is_allowed()
    {
        byte[] file = Safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"new\":{\"x\":[1]}}}", 4);

        float[] values = (float[])Read(With(file, file.Length - 4, 0, 0, 0xC0, 0x7F))["a"].Values;

        values[0].ShouldBe(float.NaN);
    }

    private static Dictionary<string, NumericArray> Read(byte[] file) =>
        SafetensorsFile.ReadArrays(new MemoryStream(file), "sample").Arrays;
}
