namespace Cornea.Distribution;

/// <summary>Shards that follow one another.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct ShardRange(int Start, int End)
{
    public int Count => End - Start;

    public ShardRange Left => new(Start, (Start + End) / 2);

    public ShardRange Right => new((Start + End) / 2, End);
}
