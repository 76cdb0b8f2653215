namespace Cornea.Imaging;

/// <summary>What the four numbers of a bounding box are. x runs to the right, y downwards.</summary>
public enum BoundingBoxFormat
{
    /// <summary>Left, top, right, bottom in pixels. Keras: <c>"xyxy"</c>.</summary>
    Xyxy,

    /// <summary>Top, left, bottom, right in pixels. Keras: <c>"yxyx"</c>.</summary>
    Yxyx,

    /// <summary>Left, top, width, height in pixels. Keras: <c>"xywh"</c>.</summary>
    Xywh,

    /// <summary>Centre x, centre y, width, height in pixels. Keras: <c>"center_xywh"</c>.</summary>
    CenterXywh,

    /// <summary>Centre y, centre x, height, width in pixels. Keras: <c>"center_yxhw"</c>.</summary>
    CenterYxhw,

    /// <summary>Left, top, right, bottom as parts of the image's width and height. Keras: <c>"rel_xyxy"</c>.</summary>
    RelativeXyxy,

    /// <summary>Top, left, bottom, right as parts of the image's height and width. Keras: <c>"rel_yxyx"</c>.</summary>
    RelativeYxyx,

    /// <summary>Left, top, width, height as parts of the image's width and height. Keras: <c>"rel_xywh"</c>.</summary>
    RelativeXywh,

    /// <summary>Centre x, centre y, width, height as parts of the image's width and height. Keras: <c>"rel_center_xywh"</c>.</summary>
    RelativeCenterXywh,
}
