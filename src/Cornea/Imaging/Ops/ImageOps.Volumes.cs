namespace Cornea.Imaging;

public static partial class ImageOps
{
    /// <summary>All blocks of volumes, each as one row of channels. Keras: <c>ops.image.extract_patches_3d</c>.</summary>
    /// <param name="volumes">One volume (depth, height, width, channels) or a batch.</param>
    /// <param name="size">Planes, rows and columns of a block.</param>
    /// <param name="strides">How far blocks lie apart; their size where null.</param>
    /// <param name="dilation">How far the voxels of a block lie apart.</param>
    /// <param name="same">Whether volumes are padded with zeros so that blocks start at every stride; else blocks lie wholly
    /// inside.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>(batch, planes, rows, columns, block planes · block rows · block columns · channels).</returns>
    /// <exception cref="ShapeException">A block does not fit, or these are not volumes.</exception>
    public static Tensor ExtractPatches3D(
        Tensor volumes, (int Depth, int Height, int Width) size, (int Depth, int Height, int Width)? strides = null, int dilation = 1,
        bool same = false, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        if (volumes.Rank is not (4 or 5))
        {
            throw new ShapeException(
                "ExtractPatches3D expects one volume (depth, height, width, channels) or a batch of them, but received shape " +
                $"{volumes.Shape}. Reshape it.");
        }
        var batch = volumes.Rank == 4 ? volumes.ExpandDims(0) : volumes;
        var x = dataFormat == DataFormat.ChannelsFirst ? batch.MoveAxis(1, -1) : batch;
        int[] block = [size.Depth, size.Height, size.Width];
        var apart = strides ?? size;
        int[] steps = [apart.Depth, apart.Height, apart.Width];
        int[] low = new int[5], high = new int[5], positions = new int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var (length, extent) = (x.Shape[axis + 1], (block[axis] - 1) * dilation + 1);
            var missing = same ? Math.Max(0, ((length + steps[axis] - 1) / steps[axis] - 1) * steps[axis] + extent - length) : 0;
            (low[axis + 1], high[axis + 1]) = (missing / 2, missing - missing / 2);
            if (length + missing < extent)
            {
                throw new ShapeException(
                    $"ExtractPatches3D takes blocks that span {extent} along axis {axis + 1}, but received volumes of shape " +
                    $"{volumes.Shape}. Take smaller ones.");
            }
            positions[axis] = (length + missing - extent) / steps[axis] + 1;
        }
        x = x.Pad(low, high);
        var voxels = new List<Tensor>();
        for (var i = 0; i < block[0]; i++)
        {
            for (var j = 0; j < block[1]; j++)
            {
                for (var k = 0; k < block[2]; k++)
                    voxels.Add(x[Slice.All, From(0, i), From(1, j), From(2, k)]);
            }
        }
        var patches = Tensor.Concat(voxels, 4);
        var ordered = dataFormat == DataFormat.ChannelsFirst ? patches.MoveAxis(-1, 1) : patches;
        return volumes.Rank == 4 ? ordered.Squeeze(0) : ordered;

        Slice From(int axis, int offset) =>
            Slice.Step(offset * dilation, offset * dilation + (positions[axis] - 1) * steps[axis] + 1, steps[axis]);
    }

    /// <summary>Images from their patches: the inverse of <see cref="ExtractPatches"/>. Keras:
    /// <c>ops.image.reconstruct_patches</c>.</summary>
    /// <param name="patches">(rows, columns, patch rows · patch columns · channels) or a batch of them.</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="outputSize">Rows and columns of the images; null where the patches lay wholly inside and reach their end.</param>
    /// <param name="strides">How far patches lie apart; their size where null.</param>
    /// <param name="same">Whether the images were padded with zeros.</param>
    /// <param name="mean">Whether a pixel of several patches is their mean, which gives the images back, and not their sum.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">The patches are not of that size, or do not lie in images of the size.</exception>
    public static Tensor ReconstructPatches(
        Tensor patches, (int Height, int Width) size, (int Height, int Width)? outputSize = null, (int Height, int Width)? strides = null,
        bool same = false, bool mean = true, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(patches, dataFormat, "ReconstructPatches");
        var ((down, across), (rows, columns)) = (strides ?? size, (x.Shape[1], x.Shape[2]));
        var (spanHigh, spanWide) = ((rows - 1) * down + size.Height, (columns - 1) * across + size.Width);
        var (height, width) = outputSize ?? (spanHigh, spanWide);
        var (top, left) = same ? (Math.Max(0, spanHigh - height) / 2, Math.Max(0, spanWide - width) / 2) : (0, 0);
        if (x.Shape[3] % (size.Height * size.Width) != 0 || (!same && (spanHigh > height || spanWide > width)))
        {
            throw new ShapeException(
                $"ReconstructPatches puts patches of {size.Height} by {size.Width} pixels into images of {height} by {width}, but " +
                "received patches of " +
                $"shape {patches.Shape}. Give the sizes they were taken with.");
        }
        var sum = Laid(x, x.Shape[3] / (size.Height * size.Width));
        if (mean)
            sum /= Tensor.Maximum(Laid(Tensor.Ones([1, rows, columns, size.Height * size.Width], sum.DType), 1), 1);
        return form.Close(sum);

        // Each pixel of the patches, strewn over the image at the strides.
        Tensor Laid(Tensor values, int channels)
        {
            Tensor? whole = null;
            for (var i = 0; i < size.Height; i++)
            {
                for (var j = 0; j < size.Width; j++)
                {
                    var strewn = values.Narrow(3, (i * size.Width + j) * channels, channels).Pad(
                        [0, i, j, 0], [0, size.Height - 1 - i, size.Width - 1 - j, 0], [0, down - 1, across - 1, 0], 0);
                    whole = whole is null ? strewn : whole + strewn;
                }
            }
            var (below, right) = (Math.Max(0, height + top - spanHigh), Math.Max(0, width + left - spanWide));
            return whole!.Pad([0, 0, 0, 0], [0, below, right, 0]).Narrow(1, top, height).Narrow(2, left, width);
        }
    }

    /// <summary>
    /// An array stretched and moved along some axes: the value at position p of the result is that of
    /// <c>(p + 0.5 - translation) / scale - 0.5</c>
    /// before, and zero beyond the edge. Keras: <c>ops.image.scale_and_translate</c>.
    /// </summary>
    /// <param name="images">Any shape.</param>
    /// <param name="outputShape">The shape of the result; axes that are not named keep their length.</param>
    /// <param name="scale">(axes), factors: it has gradients.</param>
    /// <param name="translation">(axes), in positions of the result: it has gradients.</param>
    /// <param name="spatialDims">The axes.</param>
    /// <param name="method">Bilinear, Bicubic, Lanczos3 or Lanczos5.</param>
    /// <param name="antialias">Whether every value counts where an axis becomes shorter.</param>
    /// <returns>The output shape; integers come back rounded in their type and within the range they had, as in Keras.</returns>
    /// <remarks>Source: <c>jax.image.scale_and_translate</c>, which Keras follows.</remarks>
    /// <exception cref="ShapeException">The shapes do not fit together.</exception>
    public static Tensor ScaleAndTranslate(
        Tensor images, Shape outputShape, Tensor scale, Tensor translation, IReadOnlyList<int> spatialDims,
        Interpolation method = Interpolation.Bilinear,
        bool antialias = true)
    {
        if (outputShape.Rank != images.Rank || scale.Rank != 1 || scale.Size != spatialDims.Count
            || !translation.Shape.SequenceEqual(scale.Shape))
        {
            throw new ShapeException(
                $"ScaleAndTranslate expects an output shape of {images.Rank} axes and one factor and one translation for each of " +
                $"{spatialDims.Count} axes, " +
                $"but received {outputShape}, {scale.Shape} and {translation.Shape}.");
        }
        var axes = spatialDims.Select(images.Shape.Axis).ToArray();
        var y = images.DType.IsFloat() ? images : images.ToFloat32();
        for (var i = 0; i < axes.Length; i++)
        {
            var weights = MovingWeights.Matrix(
                images.Shape[axes[i]], outputShape[axes[i]], Floats(scale).Narrow(0, i, 1), Floats(translation).Narrow(0, i, 1), method,
                antialias)
                    .Cast(y.DType);
            y = Tensor.TensorDot(y, weights, [axes[i]], [0]).MoveAxis(-1, axes[i]);
        }
        return images.DType.IsFloat() ? y : y.Round().Clip(images.Min().Cast(y.DType), images.Max().Cast(y.DType)).Cast(images.DType);
    }
}
