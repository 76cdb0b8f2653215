using System.Text.Json.Nodes;

namespace Cornea.Studio.Course;

/// <summary>Something that a block of a lesson printed or showed.</summary>
/// <param name="Block">The number of the block, from 0.</param>
/// <param name="Kind">heading, text, code, picture, plot, or progress, which takes the place of the progress before it.</param>
/// <param name="Content">The text; of a picture or a plot the base64 of its PNG or SVG.</param>
/// <param name="Width">The width of a picture in pixels; 0 for everything else.</param>
internal sealed record LessonOutput(int Block, string Kind, string Content, int Width = 0)
{
    public JsonObject ToJson() => new()
    {
        ["block"] = Block,
        ["kind"] = Kind,
        ["content"] = Content,
        ["width"] = Width,
    };
}
