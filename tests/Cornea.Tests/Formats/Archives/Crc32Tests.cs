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

    // The processor's own ways take 128 bytes and more, and 512 and more; the tables are held against the check value above.
    [Fact]
    public void The_processor_and_the_tables_agree_at_every_length_and_from_every_state()
    {
        byte[] bytes = [.. Enumerable.Range(0, 1500).Select(n => (byte)(n * 37 ^ n >> 3))];
        for (int length = 0; length <= bytes.Length; length += length < 1100 ? 1 : 61)
        {
            foreach (uint before in (uint[])[0, 1, 0xFFFFFFFF, 0xCBF43926])
            {
                for (int start = 0; start < 17 && start <= length; start += 8)
                {
                    Crc32.Append(before, bytes.AsSpan(start, length - start)).ShouldBe(
                        ~Crc32.AppendByTables(~before, bytes.AsSpan(start, length - start)), $"{length} bytes from {start}");
                }
            }
        }
    }
}
