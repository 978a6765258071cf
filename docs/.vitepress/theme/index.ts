import DefaultTheme from 'vitepress/theme-without-fonts';
import './accent.css';

export default DefaultTheme;
