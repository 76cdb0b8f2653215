using System.Buffers.Binary;

namespace Cornea.Imaging;

/// <summary>The segments of a JPEG file up to its last scan. Sources: ITU-T T.81; JFIF 1.02; Adobe technical note 5116.</summary>
internal sealed class JpegDecoder(PictureBytes bytes) : IDisposable
{
    private const int Precision = 8;
    private const string Remedy = "The file is damaged: copy or make it again.";

    private readonly short[]?[] _steps = new short[4][];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable[4];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable[4];
    private int _restartInterval;
    private int _scans;
    private bool _progressive;
    private bool _ended;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public JpegComponent[] Components { get; private set; } = [];

    public int MostHorizontal { get; private set; }

    public int MostVertical { get; private set; }

    /// <summary>1 to 8, of the first Exif segment.</summary>
    public int Orientation { get; private set; } = 1;

    public bool HasJfif { get; private set; }

    /// <summary>What Adobe's segment says of the colours: 0 none, 1 luma and chromas, 2 those and black; null without it.</summary>
    public int? AdobeTransform { get; private set; }

    /// <summary>Reads the header; nothing is allocated for pixels.</summary>
    public void ReadHeader()
    {
        bytes.Take(2, "magic");
        while (Components.Length == 0)
        {
            Segment();
            if (_ended)
            {
                throw Fault("header", "the file ends before it says how large the picture is");
            }
        }
    }

    /// <summary>Reads all scans.</summary>
    /// <param name="mostScans">How many at most.</param>
    public void ReadScans(int mostScans)
    {
        foreach (JpegComponent component in Components)
        {
            component.Allocate(_progressive);
        }
        while (!_ended)
        {
            Segment();
            if (_scans > mostScans)
            {
                throw Fault("scans", $"the picture comes in more than {mostScans} scans, which take time without end");
            }
        }
        if (Array.Find(Components, static component => component.Steps is null) is { } missing)
        {
            throw Fault("scans", $"the file ends without the coded data of component {missing.Id}: Premature end");
        }
        if (_progressive)
        {
            Transform();
        }
    }

    /// <summary>Gives the memory of the components back.</summary>
    public void Dispose()
    {
        foreach (JpegComponent component in Components)
        {
            component.Free();
        }
    }

    private void Segment()
    {
        byte[] data = bytes.Whole;
        int at = JpegScan.NextMarker(data, bytes.Offset);
        if (at + 1 >= data.Length)
        {
            bytes.Offset = data.Length;
            throw bytes.Fault("marker", "the file ends without its end marker: Premature end", FormatReader.Truncated);
        }
        byte marker = data[at + 1];
        bytes.Offset = at + 2;
        if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
        {
            return;
        }
        if (marker == 0xD9)
        {
            _ended = true;
            return;
        }
        int length = bytes.Take(2, "segment length") is var stated ? BinaryPrimitives.ReadUInt16BigEndian(stated) : 0;
        if (length < 2)
        {
            throw Fault("segment length", $"the segment {marker:X2} has {length} bytes, and 2 are the least");
        }
        ReadOnlySpan<byte> content = bytes.Take(length - 2, "segment");
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                Frame(content, marker == 0xC2);
                break;
            case 0xC4:
                HuffmanTables(content);
                break;
            case 0xDB:
                Quantization(content);
                break;
            case 0xDD:
                _restartInterval = content.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(content)
                    : throw Fault("restart interval", "the segment is too short");
                break;
            case 0xDA:
                Scan(content);
                break;
            case 0xE0:
                HasJfif |= content.StartsWith("JFIF\0"u8);
                break;
            case 0xE1 when Orientation == 1 && content.StartsWith("Exif\0\0"u8):
                Orientation = ExifOrientation.Read(content[6..]);
                break;
            case 0xEE when content.Length >= 12 && content.StartsWith("Adobe"u8):
                AdobeTransform = content[11];
                break;
            case 0xC3 or (>= 0xC5 and <= 0xCF and not (0xC8 or 0xCC)):
                throw bytes.Fault("frame", $"the picture is coded in a way that few programs read (SOF{marker - 0xC0}: " +
                    $"{(marker >= 0xC9 ? "arithmetic codes" : "lossless or hierarchical")})", "Convert it to an ordinary JPEG or to PNG.");
            default:
                break;
        }
    }

    private void Frame(ReadOnlySpan<byte> content, bool progressive)
    {
        if (Components.Length > 0)
        {
            throw Fault("frame", "the file has two frames, and one is right");
        }
        if (content.Length < 6 || content.Length < 6 + 3 * content[5])
        {
            throw Fault("frame", "the frame is too short");
        }
        if (content[0] != Precision)
        {
            throw bytes.Fault("frame", $"samples have {content[0]} bits, and 8 are read", "Convert the picture to 8 bits or to PNG.");
        }
        (Height, Width) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        int count = content[5];
        if (Width == 0 || Height == 0 || count is not (1 or 3 or 4))
        {
            throw Fault("frame",
                $"a picture {Width} wide and {Height} high of {count} components; sizes from 1 and 1, 3 or 4 components are read");
        }
        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> own = content.Slice(6 + 3 * i, 3);
            int horizontal = own[1] >> 4, vertical = own[1] & 15;
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || own[2] > 3)
            {
                throw Fault("frame",
                    $"component {own[0]} has sampling {horizontal} x {vertical} and table {own[2]}; 1 to 4 and 0 to 3 are right");
            }
            components[i] = new JpegComponent(own[0], horizontal, vertical, own[2]);
        }
        (MostHorizontal, MostVertical) = (components.Max(static one => one.Horizontal), components.Max(static one => one.Vertical));
        foreach (JpegComponent component in components)
        {
            if (MostHorizontal % component.Horizontal != 0 || MostVertical % component.Vertical != 0)
            {
                throw bytes.Fault("frame",
                    $"component {component.Id} has {component.Horizontal} x {component.Vertical} of {MostHorizontal} x {MostVertical} " +
                    "samples, which is no whole factor", "Convert the picture to an ordinary JPEG or to PNG.");
            }
            component.Place(Width, Height, MostHorizontal, MostVertical);
        }
        (Components, _progressive) = (components, progressive);
    }

    private void HuffmanTables(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            int sum = 0;
            for (int i = 1; i <= 16 && content.Length > 16; i++)
            {
                sum += content[i];
            }
            if (content.Length < 17 + sum || sum > 256 || (content[0] & 0xEC) != 0)
            {
                throw Fault("Huffman table", "a table of codes is too short or has a wrong number");
            }
            JpegHuffmanTable table = JpegHuffmanTable.Of(content.Slice(1, 16), content.Slice(17, sum))
                ?? throw Fault("Huffman table", "a table has more codes than bits for them");
            (content[0] >> 4 == 0 ? _dc : _ac)[content[0] & 3] = table;
            content = content[(17 + sum)..];
        }
    }

    private void Quantization(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            int size = content[0] >> 4 == 0 ? 1 : 2;
            if (content[0] >> 4 > 1 || (content[0] & 15) > 3 || content.Length < 1 + 64 * size)
            {
                throw Fault("quantization", "a quantization table is too short or has a wrong number");
            }
            var steps = new short[JpegComponent.BlockSize];
            for (int k = 0; k < JpegComponent.BlockSize; k++)
            {
                steps[JpegBits.Order[k]] = size == 1 ? content[1 + k] : BinaryPrimitives.ReadInt16BigEndian(content[(1 + 2 * k)..]);
            }
            _steps[content[0] & 15] = steps;
            content = content[(1 + 64 * size)..];
        }
    }

    private void Scan(ReadOnlySpan<byte> content)
    {
        int count = content.Length > 0 ? content[0] : 0;
        if (Components.Length == 0 || count is < 1 or > 4 || content.Length < 4 + 2 * count)
        {
            throw Fault("scan", "a scan is too short, or comes before the frame");
        }
        int first = content[1 + 2 * count], last = content[2 + 2 * count], high = content[3 + 2 * count] >> 4,
            shift = content[3 + 2 * count] & 15;
        if (!_progressive)
        {
            (first, last, high, shift) = (0, 63, 0, 0);
        }
        else if (last > 63 || first > last || shift > 13 || (first == 0 && last > 0) || (first > 0 && count > 1))
        {
            throw Fault("scan", $"a pass over coefficients {first} to {last} of {count} components does not exist");
        }
        var parts = new (JpegComponent, JpegHuffmanTable?, JpegHuffmanTable?)[count];
        for (int i = 0; i < count; i++)
        {
            (int id, int tables) = (content[1 + 2 * i], content[2 + 2 * i]);
            JpegComponent component = Array.Find(Components, one => one.Id == id)
                ?? throw Fault("scan", $"a scan is of component {id}, which the frame has not");
            component.Steps ??= _steps[component.Table]
                ?? throw Fault("scan", $"component {id} needs quantization table {component.Table}, which is missing");
            parts[i] = (component, _dc[tables >> 4 & 3], _ac[tables & 3]);
            bool needsDc = first == 0 && high == 0, needsAc = last > 0;
            if ((needsDc && parts[i].Item2 is null) || (needsAc && parts[i].Item3 is null))
            {
                throw Fault("scan", $"component {id} needs a table of codes that is missing");
            }
        }
        if (parts.DistinctBy(static part => part.Item1.Id).Count() < count)
        {
            throw Fault("scan", "a scan names a component twice");
        }
        _scans++;
        using JpegScan scan = _progressive ? new JpegPass(parts, first, last, high > 0, shift) : new JpegSequence(parts);
        (int end, string? problem) = scan.Read(bytes.Whole, bytes.Offset, _restartInterval,
            JpegComponent.Divide(Width, MostHorizontal * JpegComponent.Side),
            JpegComponent.Divide(Height, MostVertical * JpegComponent.Side));
        bytes.Offset = Math.Min(end, bytes.Length);
        if (problem is not null)
        {
            throw Fault("scan", problem);
        }
    }

    private void Transform()
    {
        foreach (JpegComponent component in Components)
        {
            short[] steps = JpegTransform.GroupSteps(component.Steps!);
            for (int row = 0; row < component.BlocksHigh; row++)
            {
                JpegTransform.Inverse(
                    component.Coefficients.AsSpan(component.Position(row, 0), component.GroupsWide * JpegComponent.GroupSize), steps,
                    component.Samples.AsSpan(row * JpegComponent.Side * component.Stride), component.Stride);
            }
        }
    }

    private MalformedFileException Fault(string field, string problem) => bytes.Fault(field, problem, Remedy);
}
