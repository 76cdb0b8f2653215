using Shouldly;

namespace Cornea.Tests.Data;

/// <summary>Lists of word numbers, pickled by Python 3.11 as numpy.savez pickles an array of lists, with protocols 2, 3 and 4.</summary>
public sealed class WordDataTests
{
    // x_train [1 14 22] [70000 5] [3 3 300 -1] [9 x 12] [88584] with y_train 1 0 1 0 1; x_test [4 5] [6] [7 8 2147483647] with y_test 0 1
    // 1.
    private const string Protocol2 =
        "UEsDBBQAAAAIAHptdl3U2yAlEgEAAJABAAALAAAAeF90cmFpbi5ucHmlTE1Lw0AQ3U1tbVet1o96zS0rhIKHgnjx5iFLUykIUQhhu1mxkCaZzUYoVvBS" +
        "a8/+YN00Hr35BmbevJn3vvz70d0DRi/o1YllIZRzbTvLsePazlOmtOJplKlYVvItTwpp9OKZ59LsdOheuPab/R+Qd0uk5TxfDESm5GBeJnrGleILEikp" +
        "srTQqhSaAKq/SBrXV8AMrcASkchiKQoi04oQaAQYITSFnaBlZsL1LL2E5ge0JrC7hvYEOpRh1lwB+Q2M9SI3vr3AMv/jK9jffK7hYAJdyuqsJRz6vu99" +
        "G2wbu9FwNN2E0KMhHFdpXdaXIZxQL+9hxJqGnxoza4xcvHUY4Yyyzt9ljn2v/YgRlxrOp4MfUEsDBBQAAAAIAHptdl2Y8zXOSgAAAKgAAAALAAAAeV90" +
        "cmFpbi5ucHmb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqmOpo6CrUKFAAuRgZUgIsPAFBLAwQU" +
        "AAAACAB6bXZdOPrhIv0AAABfAQAACgAAAHhfdGVzdC5ucHmljEtPg0AUhQfa0jq+X3t2jAkhMW6MG3cunEgNiQkuCBmGMTahA3cYmhBrdFNr1/5gHcR/" +
        "4Fncx7nfPV/hw939o4UW6MXLRc2Vd+V6y6nnu95TqbRiMi1VLjr7hhW1MH79zCphdnLhn/nuq/sf4Xeby2ZetQEvlQjmTaFnTCnW4lQJXspaq4ZrDKin" +
        "sMz7K1gUrcDmKS9zwWssZDdgGMQWQiiDYeyYXjA9k+cw+gAngvEaJhFsEWrRwQrwX2Cu28r8bce24aeXsLP5XMNuBHuE9llL2A/D8Pbb6LfQaw0H2SaB" +
        "Q5LAEaFDOhIJHFOHJXBC6JhOOuxNCA2nWfADUEsDBBQAAAAIAHptdl0UR51kSQAAAJgAAAAKAAAAeV90ZXN0Lm5weZvsF+obEMnIUMZQrZ6SWpxcpG6l" +
        "oG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GKGBEowFQSwECFAMUAAAACAB6bXZd1NsgJRIBAACQAQAACwAAAAAA" +
        "AAAAAAAAgAEAAAAAeF90cmFpbi5ucHlQSwECFAMUAAAACAB6bXZdmPM1zkoAAACoAAAACwAAAAAAAAAAAAAAgAE7AQAAeV90cmFpbi5ucHlQSwECFAMU" +
        "AAAACAB6bXZdOPrhIv0AAABfAQAACgAAAAAAAAAAAAAAgAGuAQAAeF90ZXN0Lm5weVBLAQIUAxQAAAAIAHptdl0UR51kSQAAAJgAAAAKAAAAAAAAAAAA" +
        "AACAAdMCAAB5X3Rlc3QubnB5UEsFBgAAAAAEAAQA4gAAAEQDAAAAAA==";

    private const string Protocol3 =
        "UEsDBBQAAAAIAHptdl1DPhzN+QAAAGgBAAALAAAAeF90cmFpbi5ucHmljEFLw0AQhXcbo+2qtbXgObddIeQmiBcPgocsTUtBqEIom82KQptkNhshWKGX" +
        "Unv2B9tt69FbZ2CY+d578xM99YfPGH2gT5qqUmp659H5gPoefc210SKb5DpVW/wopqWyvHwThbI3u/Gvfe/LO6TIwpFZNSvqQOZaBbNqat6F1qImE61k" +
        "npVGV9IQQHsXydK9CpijJTQecALOCo5G4DKOubuE4z9jaupCETgZNxBCg1torr9X0BoBYdwZY8vmcBpFUfhrazf4vYGzZB3DOYuhvf3W5lcqhgsWFl2M" +
        "uGv3jg1zp+/jXcKCLuOt/9uKl2HzBSOhDPSSYANQSwMEFAAAAAgAem12XZjzNc5KAAAAqAAAAAsAAAB5X3RyYWluLm5weZvsF+obEMnIUMZQrZ6SWpxc" +
        "pG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GqY6mjoKtQoUAC5GBlSAiw8AUEsDBBQAAAAIAHptdl148FQM4gAAADcBAAAKAAAA" +
        "eF90ZXN0Lm5weaWKzUrDQBSFZ5r+Of6/QXYzQsjGjbhxIbjwYiqFQrsIZTK5otAmuZOJEGzRTald+8Ca2r5Bz+LA+c73E42eniecvbMPmWJprLz15WIg" +
        "A1++5NZZnU1zm+IWP+hZiQ0vX3WBzVbXwVXgL/1DIr48k1Xzog5NbjGcVzP3pq3VtZhaNHlWOlsZJ4jtLJGlu5c4sBW17nlC3praQ+oo4OCtqLsXU1cX" +
        "KKg3bjHGBjfU33yv6WhIQoE35g1b0HEURY+/Tf4L7hydJJuYTlVMZwra0MGYzqGrY7pQ0IP+VvtEdHSZhH9QSwMEFAAAAAgAem12XRRHnWRJAAAAmAAA" +
        "AAoAAAB5X3Rlc3QubnB5m+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaxjqaOgq1ChQALgYoYESj" +
        "AVBLAQIUAxQAAAAIAHptdl1DPhzN+QAAAGgBAAALAAAAAAAAAAAAAACAAQAAAAB4X3RyYWluLm5weVBLAQIUAxQAAAAIAHptdl2Y8zXOSgAAAKgAAAAL" +
        "AAAAAAAAAAAAAACAASIBAAB5X3RyYWluLm5weVBLAQIUAxQAAAAIAHptdl148FQM4gAAADcBAAAKAAAAAAAAAAAAAACAAZUBAAB4X3Rlc3QubnB5UEsB" +
        "AhQDFAAAAAgAem12XRRHnWRJAAAAmAAAAAoAAAAAAAAAAAAAAIABnwIAAHlfdGVzdC5ucHlQSwUGAAAAAAQABADiAAAAEAMAAAAA";

    private const string Protocol4 =
        "UEsDBBQAAAAIAHptdl10chpX6QAAAF0BAAALAAAAeF90cmFpbi5ucHmb7BfqGxDJyFDGUK2eklqcXKRupaBe46+uo6Cell9UUpSYF59flJIKEnZLzClO" +
        "BYoXZyQWpAL5GqY6mjoKtQqUAK4GlqmXGCCgRzSvNLegUi85vyhVL7c0pyQzsagosXJKD098UWpyfl5xSVFpcsmUyVN6WMEKp/Sw56VAlEye4s3QOsWZ" +
        "MWlK+5SgKRrejN6srVMymHtYU0oqC1JBWpj8LaZ0dkBkmXsYa6b4+fl5/QcCMOFtXzIlqTN2ikYsWDOft1gqkOVVIMjI4M0KYnozezP76jCCFYP5nNgh" +
        "UM6LI4qRITEVaKAeAFBLAwQUAAAACAB6bXZdmPM1zkoAAACoAAAACwAAAHlfdHJhaW4ubnB5m+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RS" +
        "lJgXn1+UkgoSd0vMKU4FihdnJBakAvkapjqaOgq1ChQALkYGVICLDwBQSwMEFAAAAAgAem12XU3z3fLWAAAALgEAAAoAAAB4X3Rlc3QubnB5m+wX6hsQ" +
        "ychQxlCtnpJanFykbqWgXuOvrqOgnpZfVFKUmBefX5SSChJ2S8wpTgWKF2ckFqQC+RrGOpo6CrUKlACuBpapixkgoEc0rzS3oFIvOb8oVS+3NKckM7Go" +
        "KLFySg9PfFFqcn5ecUlRaXLJlMlTeljBCqf0sOelQJRMnuLN0DrFmTFpSvuUoCka3ozezK1TMph7WFNKKgtSQVqY/C2mdHZAZJl7GGum+Pn5ef0HAjDh" +
        "bV8yJakzdooGEHmzeLOmxk7xZksEcdi9OUAq6lNTgSr0AFBLAwQUAAAACAB6bXZdFEedZEkAAACYAAAACgAAAHlfdGVzdC5ucHmb7BfqGxDJyFDGUK2e" +
        "klqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFAAuBihgRKMBUEsBAhQDFAAAAAgAem12XXRyGlfpAAAAXQEA" +
        "AAsAAAAAAAAAAAAAAIABAAAAAHhfdHJhaW4ubnB5UEsBAhQDFAAAAAgAem12XZjzNc5KAAAAqAAAAAsAAAAAAAAAAAAAAIABEgEAAHlfdHJhaW4ubnB5" +
        "UEsBAhQDFAAAAAgAem12XU3z3fLWAAAALgEAAAoAAAAAAAAAAAAAAIABhQEAAHhfdGVzdC5ucHlQSwECFAMUAAAACAB6bXZdFEedZEkAAACYAAAACgAA" +
        "AAAAAAAAAAAAgAGDAgAAeV90ZXN0Lm5weVBLBQYAAAAABAAEAOIAAAD0AgAAAAA=";

    // An array of one object whose unpickling would run a command.
    private const string Hostile =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAg" +
        "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqAAmNudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEAY251bXB5" +
        "Cm5kYXJyYXkKcQFLAIVxAmNfY29kZWNzCmVuY29kZQpxA1gBAAAAYnEEWAYAAABsYXRpbjFxBYZxBlJxB4dxCFJxCShLAUsBhXEKY251bXB5CmR0eXBl" +
        "CnELWAIAAABPOHEMiYiHcQ1ScQ4oSwNYAQAAAHxxD05OTkr/////Sv////9LP3RxEGKJXXERY3Bvc2l4CnN5c3RlbQpxElgEAAAAdHJ1ZXEThXEUUnEV" +
        "YXRxFmIu";

    [Theory]
    [InlineData(Protocol2)]
    [InlineData(Protocol3)]
    [InlineData(Protocol4)]
    public void Texts_are_lists_of_word_numbers_with_their_labels(string file)
    {
        using var scratch = new Scratch();
        var path = scratch.With("imdb.npz", Convert.FromBase64String(file));
        var plain = new WordNumberOptions { Start = null, IndexFrom = 0, Unknown = null, NumWords = int.MaxValue, SkipTop = int.MinValue };
        var (train, test) = Imdb.Load(path, plain);
        var texts = train.Sequences.Zip(train.Labels.ToArray<int>(), (words, label) => $"{string.Join(' ', words)}: {label}");
        texts.ShouldBe(["1 14 22: 1", "70000 5: 0", "3 3 300 -1: 1", "9 9 9 9 9 9 9 9 9 9 9 9: 0", "88584: 1"], ignoreOrder: true);
        // The largest number of all is not below the end of numbers.
        test.Sequences.Select(words => string.Join(' ', words)).ShouldBe(["4 5", "6", "7 8"], ignoreOrder: true);
    }

    [Fact]
    public void Words_are_shifted_marked_and_left_out_as_in_Keras()
    {
        using var scratch = new Scratch();
        var path = scratch.With("imdb.npz", Convert.FromBase64String(Protocol3));
        string[] Texts(WordNumberOptions options) =>
            [.. Imdb.Load(path, options).Train.Sequences.Select(words => string.Join(' ', words)).Order(StringComparer.Ordinal)];
        Texts(new() { NumWords = 100 }).ShouldBe(["1 12 12 12 12 12 12 12 12 12 12 12 12", "1 2", "1 2 8", "1 4 17 25", "1 6 6 2 2"]);
        Texts(new() { NumWords = 100, SkipTop = 5, MaxLength = 5 }).ShouldBe(["2 2", "2 2 17 25", "2 2 8"]);
        Texts(new() { NumWords = 100, Unknown = null, MaxLength = 3 }).ShouldBe(["1"]);
        Should.Throw<ArgumentException>(() => Texts(new() { MaxLength = 2 })).Message.ShouldContain(
            "No text is shorter than MaxLength = 2");
        // Padded they are rows.
        PadSequences.Pad(Imdb.Load(path, new() { NumWords = 100 }).Train.Sequences, maxLength: 4).Shape.ShouldBe([5, 4]);
    }

    [Fact]
    public void Reuters_is_one_list_that_is_divided()
    {
        using var scratch = new Scratch();
        using var source = new MemoryStream(Convert.FromBase64String(Protocol3));
        var path = scratch["reuters.npz"];
        using (var from = new System.IO.Compression.ZipArchive(source))
        using (var to = new System.IO.Compression.ZipArchive(File.Create(path), System.IO.Compression.ZipArchiveMode.Create))
        {
            foreach (var (old, name) in new[] { ("x_train.npy", "x.npy"), ("y_train.npy", "y.npy") })
            {
                using Stream content = from.GetEntry(old)!.Open(), copy = to.CreateEntry(name).Open();
                content.CopyTo(copy);
            }
        }
        var (train, test) = Reuters.Load(path, testSplit: 0.4);
        train.Sequences.Count.ShouldBe(3);
        test.Labels.Size.ShouldBe(2);
        Reuters.ClassNames.Count.ShouldBe(46);
        Should.Throw<MalformedFileException>(() => Imdb.Load(path)).Message.ShouldContain("the array 'x_train' is missing");
        Should.Throw<ArgumentOutOfRangeException>(() => Reuters.Load(path, testSplit: 1));
    }

    [Fact]
    public void What_would_run_code_is_refused()
    {
        using var stream = new MemoryStream(Convert.FromBase64String(Hostile));
        Should.Throw<MalformedFileException>(() => PickledLists.Read(FormatReader.OpenPlain(stream, "a.npy"))).Message.ShouldContain(
            "the pickle asks for 'posix.system'");
    }

    [Fact]
    public void A_damaged_pickle_is_refused_or_read_but_never_breaks()
    {
        var good = Member();
        for (var at = 0; at < good.Length; at++)
        {
            foreach (var value in new byte[] { 0, 255, (byte)'h', (byte)'R', (byte)(good[at] ^ 0x55) })
            {
                var bad = (byte[])good.Clone();
                bad[at] = value;
                Try(bad);
            }
            Should.Throw<MalformedFileException>(() => PickledLists.Read(FormatReader.OpenPlain(new MemoryStream(good[..at]), "a.npy")));
        }

        static void Try(byte[] file)
        {
            try
            {
                PickledLists.Read(FormatReader.OpenPlain(new MemoryStream(file), "a.npy"));
            }
            catch (MalformedFileException)
            {
                // The usual end.
            }
        }
    }

    [Fact]
    public void Numbers_of_words_are_read_from_JSON()
    {
        using var scratch = new Scratch();
        Imdb.WordIndex(scratch.With("index.json", "{\"the\": 1, \"fawn\": 34701}"u8.ToArray()))["fawn"].ShouldBe(34701);
        Should.Throw<MalformedFileException>(() => Reuters.WordIndex(scratch.With("index.json", "[1]"u8.ToArray())));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Housing_data_are_divided_as_in_Keras(bool boston)
    {
        using var scratch = new Scratch();
        var features = boston ? 13 : 8;
        Tensor x = Tensor.Arange(0, 10 * features, dtype: DType.Float64).Reshape(10, features),
            y = Tensor.Arange(0, 10, dtype: DType.Float64);
        NpzFile.Write(scratch["data.npz"], [new("x", x), new("y", y)]);
        var (train, test) = boston ? BostonHousing.Load(scratch["data.npz"]) : CaliforniaHousing.Load(scratch["data.npz"], small: true);
        // int(10 * (1 - 0.2)) = 8, and the order is that of numpy.random.RandomState(113).
        train.Y.ToArray().ShouldBe(Cornea.NumpyShuffle.Order(10, 113)[..8].Select(row => (float)row));
        test.X.Shape.ShouldBe([2, features]);
        test.X[0].ToArray()[0].ShouldBe(features * test.Y.ToArray()[0]);
        NpzFile.Write(scratch["other.npz"], [new("x", Tensor.Zeros([10, 3])), new("y", y)]);
        Should.Throw<MalformedFileException>(
            () => boston ? BostonHousing.Load(scratch["other.npz"]) : CaliforniaHousing.Load(scratch["other.npz"]))
            .Message.ShouldContain($"x (n, {features}) and y (n) were expected");
        CaliforniaHousing.FeatureNames.Count.ShouldBe(8);
    }

    private static byte[] Member()
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(Convert.FromBase64String(Protocol2)));
        using var content = zip.GetEntry("x_test.npy")!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
