namespace Cornea;

/// <summary>Where an image's channels stand among the axes.</summary>
public enum DataFormat
{
    /// <summary>(batch, height, width, channels): the default, and the fast one.</summary>
    ChannelsLast,

    /// <summary>(batch, channels, height, width).</summary>
    ChannelsFirst,
}
