using Shouldly;

namespace Cornea.Tests.Formats;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_polynomial_is_met() => Crc32.Append(0, "123456789"u8).ShouldBe(0xCBF43926u);

    [Fact]
    public void Parts_of_any_length_give_the_checksum_of_the_whole()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(n => (byte)(n * n))];
        uint whole = Crc32.Append(0, bytes);

        for (int cut = 0; cut <= bytes.Length; cut++)
            Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(whole);
    }
}
