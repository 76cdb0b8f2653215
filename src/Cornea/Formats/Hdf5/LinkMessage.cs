using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>Reads a link message, of an object header or a fractal heap.</summary>
internal static class LinkMessage
{
    private const int Hard = 0, Soft = 1, External = 64;

    public static void Read(Hdf5Storage storage, ReadOnlySpan<byte> data, long address, LinkList links)
    {
        var reader = new BlockReader(storage, data, address);
        reader.Version(1, "link version");
        int flags = reader.Byte("link flags");
        int type = (flags & 8) != 0 ? reader.Byte("link type") : Hard;
        long order = (flags & 4) != 0 ? reader.Number(8, "link creation order") : -1;
        if ((flags & 0x10) != 0)
        {
            reader.Skip(1, "link name character set");
        }
        long length = reader.Number(1 << (flags & 3), "link name length");
        string name = Encoding.UTF8.GetString(reader.Take(length, "link name"));
        switch (type)
        {
            case Hard:
                links.Add(name, reader.Offset("object header address"), order, address);
                break;
            case Soft:
                links.AddRefused(name, order, address, LinkList.RefuseSoft(storage, address, name));
                break;
            case External:
                links.AddRefused(name, order, address, LinkList.RefuseExternal(storage, address, name));
                break;
            default:
                throw storage.Refusal(address, "link type", $"'{name}' is a link of the unknown kind {type}, which", Hdf5Storage.Damaged);
        }
    }
}
